-- SPDX-License-Identifier: MIT
-- The whole way in one editor: a red test, where it broke, a session, a branch, an edit, green,
-- five times green, the draft, the report.
local t = require('harness')
local TEST = 'tests/test_checkout.py'

t.answers = {
  { 'runs the code of this repository', 'Run' },
  { 'Code lenses', 'Run test' },
}

t.step('the server comes with a Python file')
t.open(TEST)
t.go_to('def test_')

t.step('lenses stand over the test')
t.wait_for_lens('Run test')
t.wait_for_lens('Start fix session')

t.step('the lens runs the test')
local ran = t.result('runTest', vim.lsp.codelens.run)
t.equal(ran.run.outcome, 'failed', 'the outcome')
t.equal(#ran.failures, 1, 'the number of failures')
t.equal(ran.failures[1].type, 'ValueError', 'the exception')
t.check(ran.candidates[1], 'no candidate')

t.step('the failing line is red, and so is every frame on the way')
local errors = t.wait_for_diagnostics('app/money.py', vim.diagnostic.severity.ERROR)
t.equal(errors[1].lnum, 3, 'the failing line (0-based)')
t.equal(errors[1].code, 'ValueError', 'its code')
t.wait_for_diagnostics('app/basket.py')
t.wait_for_diagnostics('app/checkout.py')
t.wait_for_diagnostics(TEST)

t.step('the call chain is a quickfix list')
vim.cmd('RedgreenQuickfix')
local list = vim.fn.getqflist()
t.check(#list >= 3, 'only ' .. #list .. ' entries')
t.check(vim.fn.bufname(list[1].bufnr):find('money.py', 1, true), 'it begins elsewhere')
vim.cmd('cclose')

t.step('hover shows the value that broke it, and candidates')
t.open('app/money.py')
t.go_to('return int(')
local hover = t.hover()
t.check(hover:find('ValueError', 1, true), hover)
t.check(hover:find('12,50', 1, true), 'no value: ' .. hover)
t.check(hover:find('app/money.py', 1, true) or hover:find('app/basket.py', 1, true), hover)

t.step('a fix session begins')
t.open(TEST)
t.go_to('def test_')
local started = t.action('startFix', 'Start fix session')
t.check(type(started.session.id) == 'string', 'no session')
t.check(not vim.tbl_get(started, 'stopped', 'code'), vim.inspect(started))
t.open(TEST)
t.go_to('def test_')
t.wait_for_lens('^Fix session, phase 1 of 6: analyse, %d+ min left$')

t.step('the fix branch is red for the same reason')
local branched = t.action('createFixBranch', 'Create fix branch')
t.check(branched.branch and branched.branch:find('^fix/'), vim.inspect(branched))
t.equal(branched.baseline.sameReason, true, 'the same reason')
local head = vim.system({ 'git', 'branch', '--show-current' }, { text = true }):wait()
t.equal(vim.trim(head.stdout), branched.branch, 'the current branch')
vim.cmd('checktime')
t.wait_for_lens('^Fix session, phase 3 of 6: fix, %d+ min left$')

local function edit(line)
  t.open('app/money.py')
  t.go_to('return int(')
  vim.api.nvim_set_current_line(line)
  vim.cmd.write({ mods = { silent = true } })
  t.open(TEST)
  t.go_to('def test_')
end

t.step('the first attempt is not it, and the red moves to where it fails now')
edit('    return int(text.replace(",", ""))')
local attempt = t.action('runTest', 'Run test')
t.equal(attempt.run.outcome, 'failed', 'the outcome')
t.equal(attempt.failures[1].type, 'AssertionError', 'the exception')
t.wait_for_diagnostics(TEST, vim.diagnostic.severity.ERROR)
t.wait('the red to leave app/money.py', function()
  return #t.diagnostics('app/money.py') == 0
end)

t.step('the second makes it green, and the red goes')
edit('    return int(text.replace(",", "")) * 100')
local green = t.action('runTest', 'Run test')
t.equal(green.run.outcome, 'passed', 'the outcome')
t.wait('the red to go', function()
  return #t.diagnostics('app/money.py') == 0 and #t.diagnostics(TEST) == 0
end)

t.step('five cold runs pass')
local stable = t.action('checkStability', 'Check stability (5 runs)')
t.equal(stable.passed, 5, 'the number of passes')
t.equal(stable.runs, 5, 'the number of runs')

t.step('commands have names too')
local n_messages = #t.messages
vim.cmd('Redgreen showStatus')
t.wait('what it says', function()
  return #t.messages > n_messages
end)
t.check(t.messages[#t.messages]:find('%d'), t.messages[#t.messages])

t.step('the plan comes first, and its draft is a file to edit')
local planned = t.action('createDraftFixPr', 'Create draft fix PR')
t.check(planned.plan and planned.plan.hash, vim.inspect(planned))
local draft = vim.fn.resolve(planned.plan.body)
t.wait('the draft in a window', function()
  return vim.fn.resolve(vim.api.nvim_buf_get_name(0)) == draft
end)
local lines = vim.api.nvim_buf_get_lines(0, 0, -1, false)
lines[1] = 'Read prices with a thousands separator'
vim.api.nvim_buf_set_lines(0, 0, -1, false, lines)
vim.cmd.write({ mods = { silent = true } })

t.step('the draft carries itself out')
vim.cmd('normal! gg')
t.wait_for_lens('Create this draft PR')
local made = t.action('createDraftFixPr', 'Create this draft PR')
t.equal(made.pr and made.pr.draft, true, 'a draft')
t.equal(made.pushed, true, 'pushed')
t.check(made.pr.file, 'no PR text')

t.step('the report is written')
t.check(vim.fn.filereadable(made.report or '') == 1, 'no file ' .. tostring(made.report))

t.step('the status line showed percentages, the phase and the time left')
t.check(
  #vim.tbl_filter(function(status)
    return status:find('^%d+%% .+ · fix %d+:%d%d left$')
  end, t.statuses) > 0,
  vim.inspect(t.statuses)
)
t.equal(require('redgreen').status(), '', 'the status at the end')

t.step(':checkhealth is content')
vim.cmd('checkhealth redgreen')
local health = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n')
t.check(health:find('found ', 1, true) and not health:find('ERROR', 1, true), health)

vim.fn.writefile({
  vim.json.encode({
    branch = branched.branch,
    commit = made.commit,
    text = made.pr.file,
    report = made.report,
  }),
}, vim.env.RESULTS)
