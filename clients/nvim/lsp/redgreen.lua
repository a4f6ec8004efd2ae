-- redgreen for Neovim 0.11 and later: put this folder on 'runtimepath', then
--   vim.lsp.enable('redgreen')
-- Everything works through standard LSP; lua/redgreen.lua adds a status line and quickfix.

---@type vim.lsp.Config
return {
  cmd = { 'redgreen', 'lsp' },
  filetypes = { 'python', 'c', 'cpp', 'cuda' },
  root_markers = { '.redgreen.json', '.git' },
  -- Neovim has no workspace trust; redgreen asks before it first runs the workspace's code.
  init_options = { settings = vim.empty_dict() },
}
