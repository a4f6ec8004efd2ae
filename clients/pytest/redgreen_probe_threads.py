# SPDX-License-Identifier: MIT
"""Other turns of the test's threads, for runs that try whether they matter. Loaded with
``-p redgreen_probe_threads``. Nothing happens that the system may not do by itself: a thread may be
stopped anywhere, and whoever waits is promised no moment at which it wakes up.

``REDGREEN_PROBE_THREADS`` says what happens while a test runs:

``switching``
    the interpreter offers its lock to another thread as often as it can, as CPython's own tests of
    threads do (test.support.threading_helper); threads that start soon one after the other begin
    at the same moment, and let others go first at some of their calls
``late``, ``late-main``
    it hardly ever does, and three of four threads that the test starts, or its main one, start,
    wake up and go on late: delays of 1 to 200 ms at calls that synchronise (ConTest: Edelstein et
    al., Concurrency and Computation 15, 2003), always of the same threads (priorities: Burckhardt
    et al., ASPLOS 2010), and long ones, too (rr's chaos mode). At most a second for each test.

``REDGREEN_PROBE_SEED`` is the seed of what is drawn, a whole number. The same seed draws the same;
which thread draws first is the system's.
"""

import os
import queue
import random
import sys
import threading
import time

import pytest

OFTEN, SELDOM = 1e-6, 0.1  # seconds between two offers of the lock; Python's own are 0.005
MOST_DELAYED = 1.0  # seconds, in all, for each test
SHORTEST, LONGEST = 0.001, 0.2
TOGETHER = 0.02  # seconds within which threads start that begin at the same moment
YIELD = 0.0001  # seconds: with less the thread has the lock again before another one woke up
MOST_YIELDS = 2000  # of a thread, so that it comes to its end

sleep = time.sleep  # a test may replace it


class Turns:
    """What a thread does at a call that synchronises: go on, or let others go first."""

    def __init__(self, how, seed):
        self.how = how
        self.random = random.Random(seed)
        self.left = 0.0  # of MOST_DELAYED
        self.begins = 0.0  # when threads that have started begin
        self.mine = threading.local()  # is_late of each thread
        self.is_active = False

    def is_late(self):
        if not hasattr(self.mine, "is_late"):
            # current_thread() is not there yet when a new thread says that it has started
            is_main = threading.get_ident() == threading.main_thread().ident
            self.mine.is_late = (is_main if self.how == "late-main"
                                 else not is_main and self.random.random() < 0.75)
        return self.mine.is_late

    def take(self):
        if not self.is_active:
            return
        if self.how != "switching":
            sleep(self.draw() if self.is_late() else 0)
        elif self.random.random() < 0.5:
            sleep(YIELD)

    def begin(self):
        """In a new thread, before its function."""
        if self.how != "switching":
            self.take()
            return
        now = time.monotonic()
        if self.begins < now:
            self.begins = now + TOGETHER
        sleep(self.begins - now)
        left = MOST_YIELDS

        def at_a_call(frame, event, arg):
            nonlocal left
            if self.random.random() < 0.1:
                left -= 1
                sleep(YIELD)
            if left == 0 or not self.is_active:
                sys.setprofile(None)

        sys.setprofile(at_a_call)

    def draw(self):
        """Seconds of a delay, as likely short as long."""
        delay = min(SHORTEST * (LONGEST / SHORTEST) ** self.random.random(), self.left / 3)
        self.left -= delay
        return delay

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_protocol(self):
        interval = sys.getswitchinterval()
        undo = patch(self)
        self.left, self.is_active = MOST_DELAYED, True
        sys.setswitchinterval(OFTEN if self.how == "switching" else SELDOM)
        yield
        sys.setswitchinterval(interval)
        self.is_active = False
        undo()


def followed(function, after):
    def wrapper(*args, **kwargs):
        __tracebackhide__ = True
        try:
            return function(*args, **kwargs)
        finally:
            after()

    wrapper.__name__, wrapper.__doc__ = function.__name__, function.__doc__
    wrapper.__wrapped__ = function
    return wrapper


def patch(turns):
    """Puts turns behind the calls that synchronise, and returns what takes them away again. Not
    behind those of Condition: these hold its lock, and who is late with a lock makes all late. Nor
    to the timers of a loop, which go off in order, and programs may rely on that."""
    places = [(threading.Thread, "start"), (threading.Thread, "join"), (threading.Event, "set"),
              (threading.Event, "wait"), (queue.Queue, "get"), (queue.Queue, "put"),
              (time, "sleep")]
    saved = [(owner, name, getattr(owner, name)) for owner, name in places]
    for owner, name, function in saved:
        setattr(owner, name, followed(function, turns.take))

    def begin(frame, event, arg):  # the public hook for what is to happen in a new thread
        sys.setprofile(None)
        turns.begin()

    threading.setprofile(begin)

    def undo():
        threading.setprofile(None)
        for owner, name, function in saved:
            setattr(owner, name, function)

    return undo


def pytest_configure(config):
    how = os.environ.get("REDGREEN_PROBE_THREADS")
    if how:
        seed = int(os.environ.get("REDGREEN_PROBE_SEED") or 0)
        config.pluginmanager.register(Turns(how, seed), "redgreen-probe-threads")
