#!/bin/sh
# SPDX-License-Identifier: MIT OR Apache-2.0
#
# In a guest: the forwarder and the server that it forwards to, while the machine's clock jumps, ahead of the time for
# which the server remembers message ids and back. Fails unless events are stored after each jump, and the stream has
# each event of the journal once and in order. /job/server has nats-server and its libraries.
set -eu

url=nats://127.0.0.1:4222/EVENTS

fail() {
    echo "clock: $1" >&2
    tail -n 20 /tmp/*.log >&2
    exit 1
}

start_server() {
    /job/server/ld-linux-x86-64.so.2 --library-path /job/server /job/server/nats-server --config /tmp/nats.conf \
        >>/tmp/server.log 2>&1 &
    server=$!
}

# The events in the stream, as `klink events --json` prints them.
stream() {
    klink-forward tail $url --all --no-follow --json --host here 2>/tmp/tail.log | sed -n 's/^{"host":"here","seq"/{"seq"/p'
}

stored() {
    stream | wc -l
}

has() {
    [ "$(stored)" -ge "$1" ]
}

# Repeats a command until it succeeds, for at most a minute.
wait_until() {
    tries=0
    until "$@" >/tmp/waited.log 2>&1; do
        tries=$((tries + 1))
        [ $tries -lt 120 ] || fail "this takes too long: $*"
        sleep 0.5
    done
}

printf 'listen: "127.0.0.1:4222"\njetstream { store_dir: "/tmp/store" }\n' >/tmp/nats.conf
insmod /lib/klink/klink_events.ko
start_server
wait_until klink-forward create $url
while :; do klink-forward $url --name here 2>>/tmp/forward.log || sleep 0.1; done &
while /bin/sleep 0.2; do /bin/date >/dev/null; done &
wait_until has 20

for jump in '2040-01-01 00:00' '2020-01-01 00:00' '2040-01-01 00:01' '2030-01-01 00:00'; do
    date -s "$jump" >/dev/null
    case $jump in
    2040*) killall -9 klink-forward ;;
    2020*) kill -9 $server && start_server ;;
    esac
    wait_until has $(($(stored) + 20))
    echo "$jump: $(stored) events are stored"
done

klink events --json >/tmp/journal
events=$(wc -l </tmp/journal)
wait_until has "$events"
stream | head -n "$events" >/tmp/stored
cmp /tmp/stored /tmp/journal || fail "the stream is not the journal"
klink-forward check $url >/tmp/checked || fail "$(cat /tmp/checked)"
cat /tmp/checked
echo "the stream has the first $events events of the journal, each once and in order"
