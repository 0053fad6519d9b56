//! TCAP transactions and components (T1.114).
