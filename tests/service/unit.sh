#!/bin/sh
# SPDX-License-Identifier: MIT OR Apache-2.0
#
# Tests the service of the package klink-forward, on a Debian that systemd has booted and that has klink_events.ko loaded and
# Debian's nats-server; RECIPE is the drop-in of docs/forwarding.md that gives the service a file only root can read.
#
# usage: unit.sh RECIPE
set -eu

admin=nats://admin:secret@127.0.0.1/EVENTS

fail() {
    echo "unit.sh: $1" >&2
    journalctl --no-pager --lines 20 --unit klink-forward >&2
    journalctl --no-pager --lines 20 --unit nats-server >&2
    exit 1
}

# Repeats a command until it succeeds, for at most a minute.
wait_until() {
    tries=0
    until "$@" >/dev/null 2>&1; do
        tries=$((tries + 1))
        [ $tries -lt 300 ] || fail "this takes too long: $*"
        sleep 0.2
    done
}

# Something about the service, in the words of systemctl.
shown() {
    systemctl show --value --property "$1" klink-forward
}

# usage: process KEY VALUE...   Fails unless /proc/PID/status of the service's process has this line.
process() {
    found=$(sed -n "s/^$1:[[:space:]]*//p" "/proc/$(shown MainPID)/status")
    [ "$found" = "$2" ] || fail "$1 of the process is $found, not $2"
}

said() {
    journalctl --no-pager --output cat --unit klink-forward | grep -F -- "$1"
}

restarted() {
    [ "$(shown NRestarts)" -gt "$1" ] && [ "$(shown ActiveState)" = active ]
}

# The number of events that the stream holds, none of them lost or there twice.
stored() {
    klink-forward check "$admin" >/tmp/checked || fail "$(cat /tmp/checked)"
    grep -q ' 0 lost' /tmp/checked || fail "events are lost: $(cat /tmp/checked)"
    klink-forward tail --all --no-follow --json "$admin" | wc -l
}

has_more_than() {
    [ "$(stored)" -gt "$1" ]
}

# Fails unless what happens now arrives in the stream.
arrives() {
    before=$(stored)
    for _ in 1 2 3; do /bin/true; done
    wait_until has_more_than $((before + 5))
}

echo "== a server, and credentials that only root can read"
install -d -o nats -g nats /var/lib/nats
cat >/etc/nats-server.conf <<CONFIGURATION
listen: "127.0.0.1:4222"
jetstream { store_dir: /var/lib/nats }
authorization { users: [
    { user: admin, password: secret }
    { nkey: UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF4 }
] }
CONFIGURATION
systemctl restart nats-server
install -d -m 700 /etc/klink
(umask 077 && echo SUACSSL3UAHUDXKFSNVUZRF5UHPMWZ6BFDTJ7M6USDXIEDNPPQYYYCU3VY >/etc/klink/forward.creds)
mkdir -p /etc/systemd/system/klink-forward.service.d
# An nkey in place of a token, which a tool other than Debian's would have to make.
sed 's/--creds/--nkey/' "$1" >/etc/systemd/system/klink-forward.service.d/creds.conf
echo 'KLINK_FORWARD="nats://127.0.0.1/EVENTS --metrics /run/klink-forward/klink.prom"' >/etc/default/klink-forward
systemctl daemon-reload

echo "== without a stream it says what to do, and tries again"
systemctl enable --now klink-forward
wait_until said "klink-forward create"
klink-forward create "$admin"
wait_until has_more_than 0
wait_until restarted 0

echo "== no more rights than it needs"
[ "$(sed -n 's/^Uid:[[:space:]]*\([0-9]*\).*/\1/p' "/proc/$(shown MainPID)/status")" != 0 ] || fail "the process is root"
# CAP_NET_ADMIN is number 12.
for set in CapInh CapPrm CapEff CapBnd CapAmb; do
    process $set 0000000000001000
done
process NoNewPrivs 1
# Of seccomp(2), a filter.
process Seccomp 2
arrives
wait_until grep -q '^klink_forward_events_total' /run/klink-forward/klink.prom

echo "== killed, and the server gone meanwhile"
restarts=$(shown NRestarts)
kill -9 "$(shown MainPID)"
wait_until restarted "$restarts"
arrives
systemctl stop nats-server
for _ in 1 2 3; do /bin/true; done
systemctl start nats-server
wait_until klink-forward check "$admin"
arrives

echo "== stopped"
systemctl stop klink-forward
[ "$(shown ActiveState) $(shown Result)" = "inactive success" ] ||
    fail "after the stop the service is $(shown ActiveState), $(shown Result)"
[ ! -e /run/klink-forward ] || fail "/run/klink-forward is still there"

echo "== wrong arguments are not tried again"
echo 'KLINK_FORWARD="nats://127.0.0.1/EVENTS --no-such-option"' >/etc/default/klink-forward
systemctl start klink-forward || true
wait_until said "--no-such-option"
sleep 7
[ "$(shown ActiveState) $(shown ExecMainStatus)" = "failed 2" ] ||
    fail "with wrong arguments the service is $(shown ActiveState), with status $(shown ExecMainStatus)"
systemctl disable klink-forward
echo "== the service works"
