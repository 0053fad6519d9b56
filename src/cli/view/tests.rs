use super::app::App;
use super::compare::{beside, pairs};
use super::model::{Model, lock};
use super::source::Source;
use crate::capture::Overrides;
use crate::cli::dialogues::Names;
use crate::cli::lines::Pair;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};

const TRANSFER: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/captures/hookflash-transfer.pcap");

/// Somebody before a terminal.
struct User {
    terminal: Terminal<TestBackend>,
    app: App,
    model: super::Shared,
}

impl User {
    fn before(width: u16, height: u16, limit: usize) -> Self {
        let model = Arc::new(Mutex::new(Model::new(limit)));
        let source = Source::file(TRANSFER).expect("the capture of the project");
        source.read(Overrides::default(), &model, &AtomicBool::new(false));
        let app = App::new("transfer".into(), Names::default(), Overrides::default());
        let terminal = Terminal::new(TestBackend::new(width, height)).expect("a terminal");
        Self { terminal, app, model }
    }

    fn sees(&mut self) -> String {
        let (app, model) = (&mut self.app, &self.model);
        self.terminal.draw(|frame| app.draw(frame, &mut lock(model))).expect("drawn");
        let buffer = self.terminal.backend().buffer();
        let width = usize::from(buffer.area.width);
        let lines = buffer.content.chunks(width);
        lines.map(|line| line.iter().map(|cell| cell.symbol()).collect::<String>() + "\n").collect()
    }

    fn types(&mut self, code: KeyCode) -> String {
        self.app.key(KeyEvent::from(code), &mut lock(&self.model));
        self.sees()
    }

    fn holds_control_and_types(&mut self, letter: char) -> String {
        let event = KeyEvent::new(KeyCode::Char(letter), KeyModifiers::CONTROL);
        self.app.key(event, &mut lock(&self.model));
        self.sees()
    }

    fn writes(&mut self, text: &str) -> String {
        text.chars().for_each(|character| _ = self.types(KeyCode::Char(character)));
        self.types(KeyCode::Enter)
    }
}

#[test]
fn from_the_list_a_key_leads_to_the_ladder_and_another_to_the_message() {
    let mut user = User::before(150, 30, 100);
    let list = user.sees();
    assert!(list.contains("6 dialogues, 19 messages"), "{list}");
    assert!(list.contains("aborted: resourceUnavailable"), "{list}");
    let ladder = user.types(KeyCode::Enter);
    assert!(ladder.contains("Query  Info_Collected") && ladder.contains("───▶"), "{ladder}");
    assert!(ladder.contains("package: QueryWithPermission"), "beside it, the message: {ladder}");
    let message = user.types(KeyCode::Enter);
    assert!(message.contains("dialogue 1, message 1 of 2"), "{message}");
    let next = user.types(KeyCode::Char('n'));
    assert!(next.contains("message 2 of 2") && next.contains("Response"), "{next}");
    user.types(KeyCode::Esc);
    assert!(user.types(KeyCode::Char('q')).contains("6 dialogues"));
    assert!(!user.app.ended);
    user.types(KeyCode::Char('q'));
    assert!(user.app.ended);
}

#[test]
fn a_filter_leaves_the_dialogues_that_have_a_message_of_the_kind() {
    let mut user = User::before(150, 20, 100);
    user.sees();
    user.types(KeyCode::Char('f'));
    let list = user.writes("ain.MergeCallArg_element");
    let rows = list.lines().filter(|line| line.contains("5-10-1")).count();
    assert!(rows == 1 && list.contains("O_Mid_Call"), "{list}");
    user.types(KeyCode::F(7));
    let wrong = user.writes(" ==");
    assert!(wrong.contains("a value belongs here"), "{wrong}");
    user.types(KeyCode::Esc);
    user.types(KeyCode::Char('e'));
    let none = user.sees();
    assert_eq!(none.lines().filter(|line| line.contains("5-10-1")).count(), 0, "{none}");
}

#[test]
fn several_dialogues_are_drawn_in_one_ladder() {
    let mut user = User::before(100, 40, 100);
    user.sees();
    user.types(KeyCode::Char(' '));
    user.types(KeyCode::Char(' '));
    let ladder = user.types(KeyCode::Enter);
    let one = ladder.find("#1 Query").expect("the first");
    assert!(ladder.find("#2 Query").is_some_and(|two| two > one), "{ladder}");
}

#[test]
fn what_is_selected_is_saved_as_a_capture_that_can_be_read() {
    let file = std::env::temp_dir().join(format!("hookflash-view-{}.pcapng", std::process::id()));
    let path = file.to_str().expect("a name in letters").to_string();
    let mut user = User::before(100, 20, 100);
    user.sees();
    user.types(KeyCode::Down);
    user.types(KeyCode::Char(' '));
    user.types(KeyCode::Char('s'));
    let said = user.writes(&path);
    assert!(said.contains("1 dialogue written"), "{said}");
    let mut capture = crate::capture::Capture::open(&file).expect("a capture");
    capture.for_each(|_| std::ops::ControlFlow::Continue(())).expect("read");
    assert_eq!(capture.counters().frames, 2);
    std::fs::remove_file(file).expect("removed");
    user.types(KeyCode::Char('s'));
    assert!(user.writes("/nowhere/x.pcapng").contains("/nowhere/x.pcapng: "));
}

#[test]
fn the_oldest_dialogue_leaves_with_its_messages() {
    let mut user = User::before(120, 20, 2);
    let list = user.sees();
    assert!(list.contains("the oldest 4 made room"), "{list}");
    assert_eq!(list.lines().filter(|line| line.contains("5-10-1")).count(), 2, "{list}");
    assert_eq!(lock(&user.model).messages(1).len(), 0);
    assert_eq!(lock(&user.model).messages(6).len(), 4);
}

#[test]
fn small_terminals_show_what_they_have_room_for() {
    for (width, height) in [(1, 1), (20, 3), (40, 5)] {
        let mut user = User::before(width, height, 100);
        for key in [KeyCode::Enter, KeyCode::Enter, KeyCode::F(1), KeyCode::Esc, KeyCode::Tab] {
            user.types(key);
        }
    }
}

#[test]
fn two_messages_are_paired_by_what_they_share() {
    let text = |lines: &[&str]| -> Vec<String> {
        lines.iter().enumerate().map(|(at, line)| format!("{at:6}  {line}")).collect()
    };
    let (left, right) = (text(&["a", "b", "c"]), text(&["a", "x", "c", "d"]));
    let all = pairs(&left, &right);
    let wanted =
        [Pair::Same(0, 0), Pair::Left(1), Pair::Right(1), Pair::Same(2, 2), Pair::Right(3)];
    assert_eq!(all, wanted);
}

#[test]
fn a_line_of_eighty_characters_has_states_and_numbers_whole() {
    let mut user = User::before(80, 24, 100);
    let list = user.sees();
    let row = |text: &str| -> String {
        list.lines().find(|line| line.contains(text)).unwrap_or_default().to_string()
    };
    let aborted = row("aborted: resourceUnavailable");
    assert!(aborted.contains("5-10-1 5-20-2 Info_Collected"), "{list}");
    assert!(aborted.trim_end().ends_with("33.0 ms"), "{list}");
    assert!(row("Monitor_For_Change").contains(" ended "), "{list}");
    assert!(list.lines().all(|line| !line.contains("Began")), "{list}");
    let keys = list.lines().last().unwrap_or_default().trim_end().to_string();
    assert!(keys.ends_with("F1  keys   q  end"), "{keys}");
}

#[test]
fn a_line_of_sixty_characters_has_states_whole_and_no_number_without_its_unit() {
    let mut user = User::before(60, 24, 100);
    let list = user.sees();
    assert!(list.contains("aborted: resourceUnavailable"), "{list}");
    assert!(list.contains("Info_Collected") && !list.contains(".0 "), "{list}");
}

#[test]
fn a_wide_line_has_every_column_and_point_codes_take_no_more_than_they_need() {
    let mut user = User::before(150, 24, 100);
    let list = user.sees();
    assert!(
        list.contains(" 2 09:00:00.135456 5-20-2 5-10-1 Monitor_For_Change, Status_"),
        "{list}"
    );
}

#[test]
fn what_is_wrong_with_a_filter_is_marked_above_the_line_in_which_it_stands() {
    let mut user = User::before(60, 20, 100);
    user.sees();
    user.types(KeyCode::Char('f'));
    let wrong = user.writes("sccp.caled.ssn == 247");
    let lines: Vec<&str> = wrong.lines().map(str::trim_end).collect();
    let at = lines.iter().position(|line| *line == "  ^~~~~~~~~~~~~~").expect("the mark");
    assert_eq!(lines[at - 1], "  sccp.caled.ssn == 247");
    assert_eq!(lines[at + 1], "= did you mean `sccp.called.ssn`?");
    assert_eq!(lines[at + 2], "Display filter (empty for none): sccp.caled.ssn == 247");
    let gone = user.types(KeyCode::Esc);
    assert!(!gone.contains("did you mean"), "{gone}");
}

#[test]
fn a_prompt_is_changed_as_a_line_of_a_shell() {
    let mut user = User::before(80, 10, 100);
    user.sees();
    user.types(KeyCode::Char('/'));
    "one two thre".chars().for_each(|letter| _ = user.types(KeyCode::Char(letter)));
    let last = |text: String| text.lines().last().unwrap_or_default().trim_end().to_string();
    assert_eq!(last(user.holds_control_and_types('a')), "Search: one two thre");
    assert_eq!(last(user.holds_control_and_types('h')), "Search: one two thr");
    assert_eq!(last(user.holds_control_and_types('w')), "Search: one two");
    assert_eq!(last(user.types(KeyCode::Char('x'))), "Search: one two x");
    assert_eq!(last(user.holds_control_and_types('u')), "Search:");
}

#[test]
fn of_a_long_prompt_the_end_is_seen() {
    let mut user = User::before(40, 10, 100);
    user.sees();
    user.types(KeyCode::Char('/'));
    for letter in ["a"; 60].concat().chars().chain(['z']) {
        user.types(KeyCode::Char(letter));
    }
    let prompt = user.sees();
    assert!(prompt.lines().last().is_some_and(|line| line.trim_end().ends_with("aaz")), "{prompt}");
}

#[test]
fn the_page_of_keys_is_whole_in_a_usual_terminal_and_moves_in_a_smaller_one() {
    let mut user = User::before(80, 24, 100);
    user.sees();
    let page = user.types(KeyCode::F(1));
    for words in ["sccp.called.ssn == 247`", ".pcap, .svg, .txt", "next, previous message"] {
        assert!(page.contains(words), "{words}: {page}");
    }
    user.types(KeyCode::Esc);
    let mut user = User::before(50, 12, 100);
    user.sees();
    assert!(!user.types(KeyCode::F(1)).contains("next, previous message"));
    let end = user.types(KeyCode::End);
    assert!(end.contains("next, previous message"), "{end}");
}

#[test]
fn one_frame_is_one() {
    let mut user = User::before(100, 20, 100);
    user.model = Arc::new(Mutex::new(Model::new(100)));
    lock(&user.model).frames = 1;
    let list = user.sees();
    assert!(list.contains("0 dialogues, 0 messages, 1 frame "), "{list}");
}

#[test]
fn lines_of_the_same_field_stand_beside_each_other_though_their_values_differ() {
    let text = |lines: &[&str]| -> Vec<String> {
        lines.iter().enumerate().map(|(at, line)| format!("{at:6}  {line}")).collect()
    };
    let left = text(&["MTP3", "  protocol data: 76 octets", "  only: here", "end"]);
    let right = text(&["MTP3", "  added: 1", "  protocol data: 73 octets", "end"]);
    let rows = beside(&left, &right);
    let wanted = [
        (Some(0), Some(0)),
        (None, Some(1)),
        (Some(1), Some(2)),
        (Some(2), None),
        (Some(3), Some(3)),
    ];
    assert_eq!(rows, wanted);
}
