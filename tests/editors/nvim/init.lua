-- SPDX-License-Identifier: MIT
-- A user's init.lua, as the README has it. CLIENT: the folder clients/nvim.
vim.opt.runtimepath:append(vim.env.CLIENT)
vim.opt.swapfile = false
vim.lsp.enable('redgreen')
