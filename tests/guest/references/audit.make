auditctl -b 777 -f 1 -r 77 --backlog_wait_time 61
auditctl -a always,exit -F 'arch=b64' -S open,openat,close -F 'auid>=1000' -F 'auid!=-1' -F 'success=0' -F 'exit=-EACCES' -k some-key
auditctl -w /etc/passwd -p wa -k passwd
auditctl -a always,exit -F 'arch=b64' -F 'dir=/usr/bin' -F 'perm=x' -F 'uid=0'
auditctl -a never,exclude -F 'msgtype=CWD'
auditctl -a always,exit -F 'arch=b32' -S execve -F 'a0&0x10' -F 'a1=77' -F 'devmajor=8' -C 'uid!=euid' -F 'filetype=file'
auditctl -a always,filesystem -F 'fstype=0x9fa0'
auditctl -a never,user -F 'uid=1000'
