-- SPDX-License-Identifier: MIT
-- A colleague's log is pasted into an empty buffer: it is read as soon as it stands there. What is
-- no log, and a log without failures, leave everything quiet.
local t = require('harness')
local LOG = {
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
}

local function paste(lines)
  vim.cmd('silent %delete _')
  vim.paste(lines, -1)
  -- Neovim says so between two keys, and here is nobody who types.
  vim.api.nvim_exec_autocmds('TextChanged', { buffer = 0 })
end

local function is_served()
  return vim.lsp.get_clients({ name = 'redgreen', bufnr = 0 })[1] ~= nil
end

t.step('a scratch buffer is nobody\'s business')
vim.cmd.enew()
paste({ 'def test_x():', '    milk, eggs, FAILURES' })
t.equal(vim.bo.filetype, '', 'the file type')
t.check(not is_served(), 'a server was attached')

t.step('a pasted log is read')
paste(LOG)
t.equal(vim.bo.filetype, 'log', 'the file type')
t.wait('redgreen at the buffer', is_served)
local errors = t.wait_for_diagnostics('app/money.py', vim.diagnostic.severity.ERROR)
t.wait_for_candidates('app/money.py')
t.equal(errors[1].lnum, 3, 'the failing line (0-based)')
t.check(errors[1].message:find('a pasted log', 1, true), errors[1].message)

t.step('its lines lead to the code')
t.go_to('E   ValueError')
t.hover_with('Files to look at')

t.step('the command reads it too')
local said = #t.messages
local read = t.result('explainLog', function()
  vim.cmd('Redgreen explainLog')
end)
t.equal(#read.failures, 1, 'the number of failures')
t.wait('how it went', function() -- the answer comes first, the message behind it
  return #t.messages > said
end)

t.step('another paste counts instead, and one that shows no failure says so once')
local before = #t.messages
paste({
  '============================= test session starts ==============================',
  'collected 1 item',
  '',
  'tests/test_checkout.py .                                                 [100%]',
  '',
  '============================== 1 passed in 0.01s ===============================',
})
t.wait('the end of the diagnostics', function()
  return #t.diagnostics('app/money.py') == 0
end)
t.wait('a word about it', function()
  return #t.messages > before
end)
t.equal(#t.messages, before + 1, 'the number of messages')
t.check(t.messages[#t.messages]:find('no failing test', 1, true), t.messages[#t.messages])

t.step('nothing was asked and nothing was run')
t.equal(#t.asked, 0, 'the number of questions')
t.check(vim.uv.fs_stat('imported') == nil, 'the test was imported')
