#!/bin/sh
# SPDX-License-Identifier: MIT OR Apache-2.0
#
# In place of the lab's first process, in a guest with a Debian in /job/debian.tar: starts its systemd, and has it run the
# lab's first process in the guest's own files, as a service, so that `cargo lab run` has its command run as ever. The
# other files of /job are in /root of that Debian, whose root folder the command finds in /proc/1/root.
set -eu
mkdir /debian
mount -t tmpfs -o mode=0755,size=90% tmpfs /debian
tar -x -C /debian -f /job/debian.tar
rm /job/debian.tar
cp /job/* /debian/root/
mkdir /debian/lab
for folder in bin etc home init job lib root sbin usr var; do
    cp -a "/$folder" /debian/lab/
done
cat >/debian/etc/systemd/system/lab.service <<UNIT
[Service]
Type=exec
PrivateMounts=yes
ExecStart=/usr/sbin/chroot /lab /init
UNIT
mkdir -p /debian/etc/systemd/system/multi-user.target.wants
ln -s ../lab.service /debian/etc/systemd/system/multi-user.target.wants/
exec switch_root /debian /lib/systemd/systemd
