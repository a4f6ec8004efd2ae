-- SPDX-License-Identifier: MIT
-- A user's init.lua, as docs/editors/neovim.md has it, and a screen of one size. CLIENT: the
-- plug-in's folder, as the build puts it together.
vim.o.columns, vim.o.lines = 100, 30
vim.o.laststatus = 2
vim.diagnostic.config({ virtual_text = true })
vim.opt.runtimepath:append(vim.env.CLIENT)
vim.opt.swapfile = false
require('page')(1)
require('page')(2)
