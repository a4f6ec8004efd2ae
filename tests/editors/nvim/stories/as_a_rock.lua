-- SPDX-License-Identifier: MIT
-- The plug-in comes from luarocks: all of it is found, and what it lacks (the grammar, which is
-- compiled) it does without.
local t = require('harness')

t.step('the server comes, and lenses with it')
t.open('tests/test_checkout.py')
t.go_to('def test_')
t.wait_for_lens('Run test')

t.step('its commands are there')
t.check(vim.fn.exists(':RedgreenQuickfix') == 2, 'no :RedgreenQuickfix')
t.check(vim.tbl_contains(vim.fn.getcompletion('Redgreen run', 'cmdline'), 'runTest'), 'no runTest')
vim.cmd('RedgreenQuickfix')
t.equal(vim.fn.getqflist({ winid = true }).winid, 0, 'the window of an empty list')
t.check(t.messages[1]:find('nothing is red', 1, true), t.messages[1])

t.step('a log has no colours, and is a log all the same')
t.check(not require('redgreen.log').has_parser(), 'a grammar of another installation is used')
vim.fn.writefile({ '=== FAILURES ===', '____ test_x ____', 'E   assert 0' }, 'ci.log')
t.open('ci.log')
t.equal(vim.bo.filetype, 'log', 'the file type')
