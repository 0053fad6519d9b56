#!/usr/bin/env bash
# in-sctp-guest.sh COMMAND [ARGUMENT...]: runs a command of this machine in a user-mode-linux guest whose
# kernel has SCTP. The guest's files are the host's; its network is a loopback of its own. Output and exit
# status come back; 124 says that the guest ended without one. SECONDS_TO_LIVE (120) bounds it.
#
# Needs the packages user-mode-linux and busybox-static.
set -euo pipefail
[ $# -ge 1 ] || { sed -n '2,6s/^# \{0,1\}//p' "$0" >&2; exit 2; }
linux=/usr/bin/linux.uml
busybox=/usr/bin/busybox
[ -x $linux ] && [ -x $busybox ] || { echo "in-sctp-guest: install user-mode-linux and busybox-static" >&2; exit 127; }

job=$(mktemp -d /tmp/sctp-guest.XXXXXX)
trap 'rm -rf "$job"' EXIT
printf '%q ' "$@" > "$job/command"
export -p > "$job/environment"
pwd > "$job/folder"
: > "$job/stdout"; : > "$job/stderr"
# hmac comes first: without it listening with SCTP fails.
modules=$(find /usr/lib/uml/modules -mindepth 1 -maxdepth 1 | sort | tail -1)/kernel
printf '%s\n' "$modules"/{crypto/hmac,lib/crc-ccitt,net/ipv6/ipv6,net/ipv4/udp_tunnel,net/ipv6/ip6_udp_tunnel,net/sctp/sctp}.ko > "$job/modules"

cat > "$job/init" <<'INIT'
#!/bin/bash
job=${0%/init}
b=/usr/bin/busybox
$b mount -t proc proc /proc
$b mount -t sysfs sysfs /sys
$b mount -t devtmpfs devtmpfs /dev 2>/dev/null
$b mkdir -p /dev/pts /dev/shm
$b mount -t devpts devpts /dev/pts
$b mount -t tmpfs tmpfs /dev/shm
$b mount -t tmpfs tmpfs /run
$b ln -sf /proc/self/fd /dev/fd
while read -r module; do $b insmod "$module"; done < "$job/modules"
$b ip link set lo up
. "$job/environment"
cd "$(cat "$job/folder")"
( eval "$(cat "$job/command")" ) > "$job/stdout" 2> "$job/stderr" < /dev/null
echo $? > "$job/status"
$b poweroff -f
INIT
chmod +x "$job/init"

timeout -k 2 "${SECONDS_TO_LIVE:-120}" $linux mem=1G umid="hookflash$$" root=/dev/root rootfstype=hostfs rootflags=/ rw \
  init="$job/init" quiet con=null con0=null,fd:1 ssl=null < /dev/null > "$job/console" 2>&1 || true
cat "$job/stdout"
cat "$job/stderr" >&2
if [ ! -s "$job/status" ]; then
  echo "in-sctp-guest: the guest ended without a status; its console:" >&2
  tail -20 "$job/console" >&2
  exit 124
fi
exit "$(cat "$job/status")"
