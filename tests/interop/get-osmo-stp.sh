#!/usr/bin/env bash
# get-osmo-stp.sh DIR [SUITE]: unpacks osmo-stp, a signalling gateway of the Osmocom project, with the
# libraries that it needs, in DIR; nothing is installed. DIR/osmo-stp then runs it.
#
# SUITE is the Debian release to take it from: trixie (2.1, M3UA over TCP and SCTP) if none is said,
# bookworm (1.6, SCTP alone). Packages come from the mirror that this machine's apt uses.
set -euo pipefail
[ $# -ge 1 ] || { sed -n '2,6s/^# \{0,1\}//p' "$0" >&2; exit 2; }
folder=$(realpath -m "$1")
suite=${2:-trixie}
if [ -x "$folder/osmo-stp" ]; then exit 0; fi
mkdir -p "$folder"/{state/lists/partial,cache/archives/partial,packages,root}
: > "$folder/status"

mirror=$(grep -hoE '^URIs: *[^ ]+' /etc/apt/sources.list.d/*.sources 2>/dev/null | awk '{print $2}' | grep -v security | head -1 || true)
if [ -z "$mirror" ]; then
  mirror=$(awk '$1 == "deb" { for (i = 2; i <= NF; i++) if ($i ~ /:\/\//) { print $i; exit } }' /etc/apt/sources.list)
fi
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
echo "deb [signed-by=$keyring] $mirror $suite main" > "$folder/sources.list"
apt() {
  apt-get -qq -o Dir::Etc::sourcelist="$folder/sources.list" -o Dir::Etc::sourceparts=- \
    -o Dir::State="$folder/state" -o Dir::State::status="$folder/status" -o Dir::Cache="$folder/cache" "$@"
}
apt update
# What it would install, less what a server does not need.
packages=$(apt -s --no-install-recommends install osmo-stp | awk '$1 == "Inst" { print $2 }' |
  grep -E '^(osmo-stp|libosmo|libtalloc|libsctp|libc6$|libgcc-s1$|libmnl|liburing|libgnutls|libp11|libidn2|libunistring|libtasn1|libnettle|libhogweed|libgmp|libffi|libpcsclite|libusb|libudev|libcap2|libsystemd)')
cd "$folder/packages"
# shellcheck disable=SC2086 # a list of names
apt download $packages
for package in *.deb; do dpkg -x "$package" ../root; done
loader=$(find "$folder/root" -name 'ld-linux-*.so.*' | head -1)
libraries=$(dirname "$(find "$folder/root" -name 'libosmocore.so*' | head -1)")
cat > "$folder/osmo-stp" <<END
#!/bin/sh
exec $loader --library-path $libraries:$libraries/.. $folder/root/usr/bin/osmo-stp "\$@"
END
chmod +x "$folder/osmo-stp"
"$folder/osmo-stp" --version | head -1
