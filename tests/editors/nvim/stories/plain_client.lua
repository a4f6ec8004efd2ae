-- SPDX-License-Identifier: MIT
-- A client without any code of ours: lines of docs/editors/neovim.md, and code actions do it all.
local t = require('harness')
local TEST = 'tests/test_checkout.py'

t.answers = { { 'runs the code of this repository', 'Run' } }

vim.cmd('filetype on')
require('page')(3)

t.step('the action runs the test')
t.open(TEST)
t.go_to('def test_')
local ran = t.action('runTest', 'Run test')
t.equal(ran.run.outcome, 'failed', 'the outcome')

t.step('next diagnostic walks the chain')
t.wait_for_diagnostics('app/money.py')
t.wait_for_diagnostics('app/basket.py')

t.step('an action at the failing line starts the session')
t.open('app/money.py')
t.go_to('return int(')
local started = t.action('startFix', 'Start fix session')
t.check(type(started.session.id) == 'string', vim.inspect(started))
