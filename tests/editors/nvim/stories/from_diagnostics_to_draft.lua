-- SPDX-License-Identifier: MIT
-- The whole way in one editor: a red test, where it broke, a session, a branch, an edit, green,
-- five times green, the draft, the report.
local t = require('harness')
local TEST = 'tests/test_checkout.py'

t.answers = {
  { 'runs the code of this repository', 'Run' },
  { 'Code lenses', vim.fn.has('nvim-0.12') == 1 and 'Run test [redgreen]' or 'Run test' },
}

t.step('the server comes with a Python file')
t.open(TEST)
t.go_to('def test_')

t.step('lenses stand over the test')
t.wait_for_lens('Run test')
t.wait_for_lens('Start fix session')
t.screen('lenses_over_the_test')

t.step('the lens runs the test')
local ran = t.result('runTest', function()
  vim.api.nvim_feedkeys('grx', 'mx', false)
end)
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
t.screen('the_test_is_red')

t.step('the call chain is a quickfix list')
vim.cmd('RedgreenQuickfix')
local list = vim.fn.getqflist()
t.check(#list >= 3, 'only ' .. #list .. ' entries')
t.check(vim.fn.bufname(list[1].bufnr):find('money.py', 1, true), 'it begins elsewhere')
t.screen('the_call_chain')
vim.cmd('cclose')

t.step('hover shows the value that broke it, and candidates')
t.open('app/money.py')
t.go_to('return int(')
t.screen('the_failing_line')
local hover = t.hover()
t.text('the_value_that_broke_it', hover:match('^(.-)\n%*%*Files to look at')) -- not a ranking
t.check(hover:find('ValueError', 1, true), hover)
t.check(hover:find('12,50', 1, true), 'no value: ' .. hover)
t.check(hover:find('app/money.py', 1, true) or hover:find('app/basket.py', 1, true), hover)

t.step('next diagnostic walks the chain')
t.open(TEST)
t.go_to('def test_')
vim.diagnostic.jump({ count = 1, float = false })
t.check(vim.api.nvim_get_current_line():find('assert', 1, true), vim.api.nvim_get_current_line())

t.step('the light bulb has the next step first, and no more than is possible')
t.go_to('def test_')
local menu = t.menu()
t.equal(vim.list_slice(menu, 1, 4), {
  'Start fix session',
  'Run test',
  'Check stability (5 runs)',
  'Check changes',
}, 'the menu')
t.check(not vim.tbl_contains(menu, 'Create fix branch'), 'a step too early is offered')
vim.cmd('normal! gg')
t.equal(t.menu(), {}, 'the menu where nothing of ours is')

t.step('a fix session begins')
t.open(TEST)
t.go_to('def test_')
local started = t.action('startFix', 'Start fix session')
t.check(type(started.session.id) == 'string', 'no session')
t.check(not vim.tbl_get(started, 'stopped', 'code'), vim.inspect(started))

t.step('its note comes in a window of its own, the test stays in sight')
t.wait('the note', function()
  return vim.endswith(vim.api.nvim_buf_get_name(0), '/NOTE.md')
end)
t.equal(vim.fn.winnr('$'), 2, 'the number of windows')
vim.cmd.close()
t.check(vim.endswith(vim.api.nvim_buf_get_name(0), TEST), 'the test is out of sight')
t.wait_for_lens('^Fix session, phase 1 of 6: analyse, %d+ min left$')

t.screen('the_session_has_begun')
t.equal(t.menu()[1], 'Create fix branch', 'the next step')

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

t.screen('the_test_is_green')
t.equal(t.menu()[1], 'Check stability (5 runs)', 'the next step')

t.step('five cold runs pass')
local stable = t.action('checkStability', 'Check stability (5 runs)')
t.equal(stable.passed, 5, 'the number of passes')
t.equal(stable.runs, 5, 'the number of runs')

t.equal(t.menu()[1], 'Create draft fix PR', 'the next step')

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
t.equal(t.menu(), { 'Create this draft PR' }, 'the menu')
t.screen('the_draft')
local made = t.action('createDraftFixPr', 'Create this draft PR')
t.equal(made.pr and made.pr.draft, true, 'a draft')
t.equal(made.pushed, true, 'pushed')
t.check(made.pr.file, 'no PR text')

vim.cmd.close()
t.check(vim.endswith(vim.api.nvim_buf_get_name(0), TEST), 'the test is out of sight')

t.step('the report is written')
t.check(vim.fn.filereadable(made.report or '') == 1, 'no file ' .. tostring(made.report))

t.step('the status line showed what is under way, the phase and the time left')
for _, wanted in ipairs({
  '^redgreen: analyse %d+:%d%d left$',
  '^redgreen: .+ · fix %d+:%d%d left$',
  '^redgreen: 4/5 passed · fix %d+:%d%d left$',
  '^redgreen: prepare %d+:%d%d left$',
}) do
  t.check(
    #vim.tbl_filter(function(status)
      return status:find(wanted)
    end, t.statuses) > 0,
    'no ' .. wanted .. ' in ' .. vim.inspect(t.statuses)
  )
end
t.wait('the end of what it says', function()
  return require('redgreen').status() == ''
end)

t.step('what the server says is whole in :messages')
local said = vim.fn.execute('messages')
t.check(said:find(', pushed, pull request text /', 1, true), 'not in :messages: ' .. said)

t.step(':help redgreen has a page')
vim.cmd('help redgreen')
t.check(vim.endswith(vim.api.nvim_buf_get_name(0), 'doc/redgreen.txt'), vim.fn.bufname())
vim.cmd.close()

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
