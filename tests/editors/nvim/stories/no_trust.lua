-- SPDX-License-Identifier: MIT
-- No answer means no: nothing of the repository is run.
local t = require('harness')

t.answers = { { 'runs the code of this repository', false } }

t.step('a run is asked about, and the answer is none')
t.open('tests/test_checkout.py')
t.go_to('def test_')
local ran = t.action('runTest', 'Run test')
t.equal(#t.asked, 1, 'the number of questions')
t.equal(ran.stopped.code, 'untrusted', 'the reason')
t.check(#ran.stopped.next > 0, 'no next step')

t.step('nothing is red, because nothing was run')
t.equal(#t.diagnostics('tests/test_checkout.py'), 0, 'the number of diagnostics')
t.check(vim.uv.fs_stat('imported') == nil, 'the test was imported')
