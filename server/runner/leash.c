/* SPDX-License-Identifier: MIT */
/*
 * leash.c - Python because it is there wherever a test of pytest is; sh cannot do it: what it runs
 * in the background ignores SIGINT, and without a terminal gets no group of its own (POSIX, "sh",
 * asynchronous lists). It holds neither backslashes nor double quotes.
 *
 *	a line comes	somebody holds the other end: its end of file will mean something
 *	end of file	after a line: the ladder begins; before one: there is no leash, and it runs
 *on INT, TERM, HUP	of a wrapper that hands them over: the ladder begins
 *
 * On Linux nothing gets away by leaving the group or its parents: 36 is PR_SET_CHILD_SUBREAPER
 * (prctl(2)), and /proc tells who is below.
 */
#include "runner/leash.h"

#include "base/buf.h"
#include "base/limits.h"
#include "os/guard/message.h"

#define TEXT(number)   #number
#define STRING(number) TEXT(number)

static const char script[] =
	"import os, select, signal, sys, time\n"
	"def nothing(*_):\n"
	"    pass\n"
	"woken, wake = os.pipe()\n"
	"os.set_blocking(wake, False)\n"
	"signal.set_wakeup_fd(wake)\n"
	"for s in signal.SIGCHLD, signal.SIGINT, signal.SIGTERM, signal.SIGHUP:\n"
	"    signal.signal(s, nothing)\n"
	"try:\n"
	"    import ctypes\n"
	"    ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)\n"
	"except Exception:\n"
	"    pass\n"
	"child = os.fork()\n"
	"if not child:\n"
	"    os.setsid()\n"
	"    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)\n"
	"    signal.signal(signal.SIGPIPE, signal.SIG_DFL)\n"
	"    try:\n"
	"        os.execvp(sys.argv[1], sys.argv[1:])\n"
	"    except OSError as e:\n"
	"        print('cannot start %s: %s' % (sys.argv[1], e.strerror), flush=True)\n"
	"    os._exit(127)\n"
	"def below():\n"
	"    all, mine, n = {}, {os.getpid()}, 0\n"
	"    for pid in os.listdir('/proc') if os.path.isdir('/proc/self') else ():\n"
	"        try:\n"
	"            with open('/proc/%s/stat' % pid, 'rb') as f:\n"
	"                state, parent, group = f.read().rpartition(b')')[2].split()[:3]\n"
	"            all[int(pid)] = state, int(parent), int(group)\n"
	"        except (OSError, ValueError):\n"
	"            pass\n"
	"    while n < len(mine):\n"
	"        n = len(mine)\n"
	"        mine.update(pid for pid in all if all[pid][1] in mine)\n"
	"    mine.remove(os.getpid())\n"
	"    return {pid: all[pid][2] for pid in mine if all[pid][0] != b'Z'}\n"
	"def send(s):\n"
	"    left = below()\n"
	"    others = [pid for pid in left if left[pid] != child]\n"
	"    for kill, pid in [(os.killpg, child)] + [(os.kill, pid) for pid in others]:\n"
	"        try:\n"
	"            kill(pid, s)\n"
	"        except OSError:\n"
	"            pass\n"
	"    return left\n"
	"rungs = (signal.SIGINT, " STRING(RG_LADDER_INT_MS) "), (signal.SIGTERM, " STRING(
		RG_LADDER_TERM_MS) "), (signal.SIGKILL, 50)\n"
				   "status, rung, due, is_held, heard = None, 0, 0, False, {0, "
				   "woken}\n"
				   "while status is None:\n"
				   "    wait = max(0, due - time.monotonic()) if rung else None\n"
				   "    ready, must_end = select.select(heard, [], [], wait)[0], "
				   "False\n"
				   "    if woken in ready:\n"
				   "        must_end = set(os.read(woken, 4096)) != "
				   "{signal.SIGCHLD}\n"
				   "    if 0 in ready:\n"
				   "        try:\n"
				   "            is_more = os.read(0, 4096) != b''\n"
				   "        except OSError:\n"
				   "            is_more = False\n"
				   "        if not is_more:\n"
				   "            heard.remove(0)\n"
				   "            must_end = must_end or is_held\n"
				   "        is_held = is_held or is_more\n"
				   "    if time.monotonic() >= due if rung else must_end:\n"
				   "        s, ms = rungs[min(rung, 2)]\n"
				   "        send(s)\n"
				   "        rung, due = rung + 1, time.monotonic() + ms / 1000\n"
				   "    ended = 1\n"
				   "    while ended and status is None:\n"
				   "        ended, s = os.waitpid(-1, os.WNOHANG)\n"
				   "        if ended == child:\n"
				   "            status = s\n"
				   "for _ in range(10):\n"
				   "    if not send(signal.SIGKILL):\n"
				   "        break\n"
				   "    time.sleep(.02)\n"
				   "if os.WIFSIGNALED(status):\n"
				   "    import resource\n"
				   "    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))\n"
				   "    s = os.WTERMSIG(status)\n"
				   "    if s != signal.SIGKILL:\n"
				   "        signal.signal(s, signal.SIG_DFL)\n"
				   "    os.kill(os.getpid(), s)\n"
				   "os._exit(os.WEXITSTATUS(status))\n";

/* In one line: csh, which may read ssh's words, takes no others in quotes. */
static rg_str in_one_line(rg_arena *arena)
{
	rg_buf out;
	rg_str text;

	rg_buf_init(&out, RG_LIMIT_SETTINGS_BYTES);
	rg_buf_add_z(&out, "exec(\"");
	for (const char *at = script; *at; at++)
		if (*at == '\n')
			rg_buf_add_z(&out, "\\n");
		else
			rg_buf_add_char(&out, *at);
	rg_buf_add_z(&out, "\")");
	text = rg_arena_dup(arena, rg_buf_str(&out));
	rg_buf_release(&out);
	return text;
}

rg_str_vec rg_leash_argv(rg_arena *arena, rg_str python, const rg_str_vec *command)
{
	rg_str_vec out = {0};

	RG_PUSH(arena, &out, python);
	RG_PUSH(arena, &out, RG_STR("-IS"));
	RG_PUSH(arena, &out, RG_STR("-c"));
	RG_PUSH(arena, &out, in_one_line(arena));
	for (size_t i = 0; i < command->n; i++)
		RG_PUSH(arena, &out, command->items[i]);
	return out;
}
