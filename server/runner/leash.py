# SPDX-License-Identifier: MIT
# leash.py - the other end of a leash (leash.h): INT_MS TERM_MS COMMAND...
#
#   a line comes        somebody holds the other end: its end of file will mean something
#   end of file         after a line: the ladder begins; before one: there is no leash, and it runs on
#   INT, TERM, HUP      of a wrapper that hands them over: the ladder begins
#
# Python because it is there wherever a test of pytest is; sh cannot do it: what it runs in the
# background ignores SIGINT, and without a terminal gets no group of its own (POSIX, "sh",
# asynchronous lists). It travels as one argument (server/CMakeLists.txt makes a line of it without
# these comments), so it holds neither backslashes nor double quotes.
import os
import select
import signal
import sys
import time


def nothing(*_):
    pass


def below():  # the processes that the command left and has, with their groups
    seen, mine, n = {}, {os.getpid()}, 0
    for pid in os.listdir('/proc') if os.path.isdir('/proc/self') else ():
        try:
            with open('/proc/%s/stat' % pid, 'rb') as f:
                state, parent, group = f.read().rpartition(b')')[2].split()[:3]
            seen[int(pid)] = state, int(parent), int(group)
        except (OSError, ValueError):
            pass
    while n < len(mine):
        n = len(mine)
        mine.update(pid for pid in seen if seen[pid][1] in mine)
    mine.remove(os.getpid())
    return {pid: seen[pid][2] for pid in mine if seen[pid][0] != b'Z'}


def send(s):
    left = below()
    others = [pid for pid in left if left[pid] != child]
    for kill, pid in [(os.killpg, child)] + [(os.kill, pid) for pid in others]:
        try:
            kill(pid, s)
        except OSError:
            pass
    return left


int_ms, term_ms, command = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
woken, wake = os.pipe()
os.set_blocking(wake, False)
signal.set_wakeup_fd(wake)
for s in signal.SIGCHLD, signal.SIGINT, signal.SIGTERM, signal.SIGHUP:
    signal.signal(s, nothing)
try:  # on Linux nothing gets away by leaving the group or its parents: PR_SET_CHILD_SUBREAPER, /proc
    import ctypes
    ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)
except Exception:
    pass
child = os.fork()
if not child:
    os.setsid()
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    try:
        os.execvp(command[0], command)
    except OSError as e:
        print('cannot start %s: %s' % (command[0], e.strerror), flush=True)
    os._exit(127)

rungs = (signal.SIGINT, int_ms), (signal.SIGTERM, term_ms), (signal.SIGKILL, 50)
status, rung, due, is_held, heard = None, 0, 0, False, {0, woken}
while status is None:
    wait = max(0, due - time.monotonic()) if rung else None
    ready, must_end = select.select(heard, [], [], wait)[0], False
    if woken in ready:
        must_end = set(os.read(woken, 4096)) != {signal.SIGCHLD}
    if 0 in ready:
        try:
            is_more = os.read(0, 4096) != b''
        except OSError:
            is_more = False
        if not is_more:
            heard.remove(0)
            must_end = must_end or is_held
        is_held = is_held or is_more
    if time.monotonic() >= due if rung else must_end:
        s, ms = rungs[min(rung, 2)]
        send(s)
        rung, due = rung + 1, time.monotonic() + ms / 1000
    ended = 1
    while ended and status is None:
        ended, s = os.waitpid(-1, os.WNOHANG)
        if ended == child:
            status = s
for _ in range(10):
    if not send(signal.SIGKILL):
        break
    time.sleep(.02)
if os.WIFSIGNALED(status):
    import resource
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    s = os.WTERMSIG(status)
    if s != signal.SIGKILL:
        signal.signal(s, signal.SIG_DFL)
    os.kill(os.getpid(), s)
os._exit(os.WEXITSTATUS(status))
