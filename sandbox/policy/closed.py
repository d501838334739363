"""Programs that are not part of practice: the key of why, and what to type in their place where that is clear."""

from __future__ import annotations

from collections.abc import Mapping

_BY_KEY: Mapping[str, str] = {
    "sudo": "sudo doas su",
    "compose-v1": "docker-compose",
    "daemon": "dockerd containerd ctr runc docker-machine",
    "other-tool": "nerdctl podman",
    "kubernetes": "kubectl helm minikube",
    "service": "systemctl service journalctl",
    "install": "apt apt-get yum dnf apk brew pip pip3 npm snap choco winget",
    "shell": "bash sh zsh ash dash fish eval exec source . cmd powershell command",
    "own-program": "python python3 node perl ruby go java gcc make busybox",
    "editor": "vi vim nano emacs code notepad",
    "text-tools": "sed awk jq",
    "xargs": "xargs parallel",
    "use-redirect": "tee",
    "pager": "less more",
    "manual": "man",
    "watch": "watch top htop timeout",
    "wget": "wget",
    "remote-shell": "ssh scp rsync sftp telnet nc ncat netcat socat",
    "network-tools": "ping nslookup dig host traceroute nmap tcpdump ifconfig netstat ss iptables nft brctl",
    "git": "git svn gh",
    "mount": "mount umount losetup mknod fdisk lsblk",
    "namespaces": "nsenter unshare chroot setns capsh insmod modprobe",
    "sysctl": "sysctl",
    "power": "reboot shutdown poweroff halt init",
    "kill": "kill pkill killall",
    "permissions": "chmod chown chgrp umask passwd useradd adduser",
    "links": "ln",
    "archive": "tar gzip gunzip zip unzip dd split",
    "exit": "exit logout quit",
    "history": "history",
    "shell-control": "for while until if case function do done then fi select ! [ [[ test",
    "shell-subshell": "{ }",
    "alias": "alias set",
    "shell-background": "nohup bg fg jobs disown screen tmux crontab",
    "endless": "yes",
}

# What may stand in its place; an empty word is left out.
INSTEAD: Mapping[str, str] = {
    "sudo": "",
    "doas": "",
    "docker-compose": "docker compose",
    "nerdctl": "docker",
    "podman": "docker",
    "less": "cat",
    "more": "cat",
    "wget": "curl",
    "ifconfig": "ip addr",
}

CLOSED_PROGRAMS: Mapping[str, str] = {name: key for key, names in _BY_KEY.items() for name in names.split()}
