#!/bin/sh
# SPDX-License-Identifier: MIT OR Apache-2.0
#
# The demonstration of klink-forward: two guests forward their events to a nats-server on this machine's loopback, which
# is killed meanwhile, as is the forwarder of one guest. Fails unless the stream has each event of both journals once and
# in order.
#
# usage: lab/fleet.sh
set -eu
cd "$(dirname "$0")/.."
PATH=$PATH:/usr/sbin

folder=$(mktemp -d)
pids=
# All processes are children, and the guests end with the lab.
end() {
    # shellcheck disable=SC2086 # A list of numbers.
    [ -z "$pids" ] || kill -9 $pids 2>/dev/null || true
    rm -rf "$folder"
}
trap end EXIT
trap 'exit 130' INT TERM

say() {
    printf '\n== %s\n' "$1"
}

fail() {
    echo "fleet: $1" >&2
    for log in "$folder"/*.log; do
        echo "-- $log" >&2
        tail -n 20 "$log" >&2
    done
    exit 1
}

# Repeats a command until it succeeds, for at most two minutes.
wait_until() {
    tries=0
    until "$@" >/dev/null 2>&1; do
        tries=$((tries + 1))
        [ $tries -lt 1200 ] || fail "this takes too long: $*"
        sleep 0.1
    done
}

# Runs klink-forward on this machine, as if a person had typed it.
typed() {
    command=$1
    shift
    echo "\$ klink-forward $command $url $*"
    "$forward" "$command" "$url" "$@"
}

start_server() {
    nats-server --config "$folder/nats.conf" --addr 127.0.0.1 --port "$1" --ports_file_dir "$folder" \
        >"$folder/server.log" 2>&1 3>&- 4>&- &
    server=$!
    pids="$pids $server"
    wait_until test -s "$folder/nats-server_$server.ports"
}

# Starts a guest with a shell that reads commands from a pipe.
start_machine() {
    mkfifo "$folder/$1"
    cargo lab run --host-network --only events --program klink-forward --smp 1 --mem 512 -- sh \
        <"$folder/$1" >"$folder/$1.journal" 3>&- 4>&- &
    pids="$pids $!"
}

# Has a guest's shell run a command.
on() {
    echo "$1# $2"
    case $1 in
    web1) echo "$2" >&3 ;;
    web2) echo "$2" >&4 ;;
    esac
}

# The events of a machine in the stream, as `klink events --json` prints them.
stream() {
    "$forward" tail "$url" --all --no-follow --json --host "$1" | sed -n "s/^{\"host\":\"$1\",\"seq\"/{\"seq\"/p"
}

has_events_of_both() {
    tail -n +"$seen" "$folder/tail" >"$folder/new"
    grep -q ^web1 "$folder/new" && grep -q ^web2 "$folder/new"
}

# Waits for events of both machines, and shows some of each.
show() {
    seen=$(($(wc -l <"$folder/tail") + 1))
    wait_until has_events_of_both
    grep ^web1 "$folder/new" | head -n 3
    grep ^web2 "$folder/new" | head -n 3
}

ended() {
    [ "$(tail -n 1 "$folder/$1.journal")" = end ]
}

has_all() {
    [ "$(stream "$1" | wc -l)" -ge "$2" ]
}

forward=$(cargo lab program klink-forward)
printf 'jetstream { store_dir: "%s/store" }\n' "$folder" >"$folder/nats.conf"
start_server -1
port=$(sed -n 's/.*nats:\/\/[^:]*:\([0-9]*\).*/\1/p' "$folder/nats-server_$server.ports")
[ -n "$port" ] || fail "nats-server listens nowhere"
url=nats://127.0.0.1:$port/EVENTS
say "a nats-server, and two machines that forward to it"
typed create

start_machine web1
start_machine web2
exec 3>"$folder/web1" 4>"$folder/web2"
for machine in web1 web2; do
    on $machine 'insmod /lib/klink/klink_events.ko'
    on $machine "while :; do klink-forward nats://10.0.2.2:$port/EVENTS --name $machine 2>>/tmp/log; done &"
    on $machine 'while /bin/sleep 0.2; do /bin/date >/dev/null; done &'
done

say "both machines' events in one place"
echo "\$ klink-forward tail $url --type exec"
: >"$folder/tail"
"$forward" tail "$url" --type exec >>"$folder/tail" 2>"$folder/tail.log" 3>&- 4>&- &
pids="$pids $!"
show

say "the server is killed, and the forwarder of web1; events go on meanwhile"
echo "\$ kill -9 $server"
kill -9 "$server"
wait "$server" 2>/dev/null || true
on web1 'killall -9 klink-forward'
sleep 3

say "the server starts again"
start_server "$port"
show
on web1 'killall -9 klink-forward'
show

say "is anything missing, or there twice?"
for machine in web1 web2; do
    on $machine 'klink events --json && echo end'
done
for machine in web1 web2; do
    wait_until ended $machine
    sed '$d' "$folder/$machine.journal" >"$folder/$machine.all"
    events=$(wc -l <"$folder/$machine.all")
    wait_until has_all $machine "$events"
done
typed check >"$folder/checked" || fail "$(cat "$folder/checked")"
cat "$folder/checked"
[ "$(grep -c ' 0 lost' "$folder/checked")" -eq 2 ] || fail "events are lost, or a journal is missing"
for machine in web1 web2; do
    events=$(wc -l <"$folder/$machine.all")
    [ "$events" -gt 20 ] || fail "$machine had no events"
    stream $machine | head -n "$events" | cmp - "$folder/$machine.all" || fail "the stream is not the journal of $machine"
    echo "$machine: the stream has the first $events events of its journal, each once and in order"
done
exec 3>&- 4>&-
