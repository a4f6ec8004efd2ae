-- SPDX-License-Identifier: MIT
-- A log from elsewhere is opened: its failure gets diagnostics, hover and candidates here, as if
-- its run had been made here; nothing is run, and with the log all of it goes.
local t = require('harness')
local ERROR = vim.diagnostic.severity.ERROR

vim.fn.writefile({
  '=================================== FAILURES ===================================',
  '_________________________ test_prices_with_a_separator _________________________',
  '/builds/shop/tests/test_checkout.py:9: in test_prices_with_a_separator',
  '    assert Checkout(["3", "12,500"]).due() == 1250300',
  '/builds/shop/app/checkout.py:9: in due',
  '    return total(self.prices)',
  '/builds/shop/app/money.py:4: in cents',
  '    return int(text) * 100',
  "E   ValueError: invalid literal for int() with base 10: '12,500'",
  '=========================== short test summary info ============================',
  'FAILED tests/test_checkout.py::test_prices_with_a_separator - ValueError: inv...',
  '============================== 1 failed in 0.10s ===============================',
}, 'ci.log')

t.step('an open log is read without a word')
t.open('ci.log')
local errors = t.wait_for_diagnostics('app/money.py', ERROR)
t.wait_for_candidates('app/money.py')
t.equal(#t.executed, 0, 'the number of commands')

t.step('paths of another machine are files of this one')
t.equal(errors[1].lnum, 3, 'the failing line (0-based)')
t.check(errors[1].message:find('read from ci.log', 1, true), errors[1].message)
t.wait_for_diagnostics('tests/test_checkout.py')
t.equal(t.diagnostics('ci.log'), {}, 'diagnostics of the log itself')

t.step('the log has colours and folds')
t.go_to('money.py:4')
t.wait('the colour of a path', function()
  return vim.tbl_contains(vim.treesitter.get_captures_at_cursor(0), 'string.special.path')
end)
t.wait('folds', function()
  return vim.deep_equal(vim.tbl_map(vim.fn.foldlevel, { 1, 2, 7 }), { 1, 2, 2 })
end)
t.equal(vim.fn.foldclosed('.'), -1, 'open at first')
vim.cmd('normal! zM')
t.screen('a_folded_log')
vim.cmd('normal! zR')

t.step('a line of the log says where it is here, and where to look')
t.go_to('money.py:4')
local hover = t.hover_with('Files to look at')
for _, piece in ipairs({ 'app/money.py', 'ValueError', 'Files to look at', 'cents' }) do
  t.check(hover:find(piece, 1, true), 'no ' .. piece .. ': ' .. hover)
end

t.step('and leads there')
vim.lsp.buf.definition()
t.wait('the file', function()
  return vim.endswith(vim.api.nvim_buf_get_name(0), '/app/money.py')
end)
t.equal(vim.api.nvim_win_get_cursor(0)[1], 4, 'the line of the cursor')
vim.cmd('buffer ci.log')

t.step('lenses stand over the failure in the log')
t.go_to('____ test_prices')
t.wait_for_lens('Run test')
t.wait_for_lens('Show candidate files')

t.step('candidates are a list of places, the first one is opened')
local located = t.action('locate', 'Show candidate files')
t.check(#located.candidates > 0, 'no candidate')
local list = vim.fn.getqflist({ items = true, title = true })
t.equal(#list.items, #located.candidates, 'the number of entries')
t.check(list.title:find('redgreen', 1, true), list.title)
local first = located.candidates[1]
local name = vim.fn.bufname(list.items[1].bufnr)
t.check(vim.endswith(name, first.path), name .. ' is not ' .. first.path)
t.equal(list.items[1].lnum, first.functions[1].line, 'the line of the first entry')
t.equal(list.items[1].lnum, vim.api.nvim_win_get_cursor(0)[1], 'the line of the cursor')
t.check(vim.endswith(vim.api.nvim_buf_get_name(0), first.path), 'another file was opened')
vim.cmd('cclose')

t.step('the command says how it went, and does not do it twice')
vim.cmd('buffer ci.log')
local read = t.action('explainLog', 'Read failures from this log')
t.equal(#read.failures, 1, 'the number of failures')
t.equal(read.failures[1].test, 'tests/test_checkout.py::test_prices_with_a_separator', 'the test')
t.equal(#t.diagnostics('app/money.py', ERROR), 1, 'the number of errors')

t.step('with the log goes what it showed')
vim.cmd('bwipeout! ci.log')
t.wait('the end of the diagnostics', function()
  return #t.diagnostics('app/money.py') == 0 and #t.diagnostics('tests/test_checkout.py') == 0
end)

t.step('nothing was asked and nothing was run')
t.equal(#t.asked, 0, 'the number of questions')
t.check(vim.uv.fs_stat('imported') == nil, 'the test was imported')
