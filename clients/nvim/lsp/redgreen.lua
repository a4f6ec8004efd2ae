-- SPDX-License-Identifier: MIT
-- redgreen for Neovim 0.11 and later: put this folder on 'runtimepath', then
--   vim.lsp.enable('redgreen')
-- Everything works through standard LSP; lua/redgreen/ adds lenses that refresh themselves, a piece
-- for the status line, and the call chain as a quickfix list.

local MARKERS = { '.redgreen.json', '.git' }

---The folder that serves a buffer. Source files and logs belong to the repository around them; of
---Markdown only the drafts and notes of fix sessions are redgreen's business.
---@param buffer integer
---@param on_dir fun(root?: string)
local function root_dir(buffer, on_dir)
  local filetype = vim.bo[buffer].filetype
  if filetype == 'markdown' then
    local name = vim.api.nvim_buf_get_name(buffer)
    if not name:find('/redgreen/sessions/', 1, true) then
      return
    end
    -- A session of a linked worktree lies in the main repository: the server that runs knows it.
    local client = vim.lsp.get_clients({ name = 'redgreen' })[1]
    on_dir(client and client.root_dir or vim.fs.root(buffer, MARKERS))
    return
  end
  local root = vim.fs.root(buffer, MARKERS)
  if root or (filetype ~= 'text' and filetype ~= 'log') then
    on_dir(root)
  end
end

---@type vim.lsp.Config
return {
  cmd = { 'redgreen', 'lsp' },
  filetypes = { 'python', 'c', 'cpp', 'cuda', 'log', 'text', 'markdown' },
  root_dir = root_dir,
  -- Neovim has no workspace trust: redgreen asks before it first runs a repository's code.
  init_options = { settings = vim.empty_dict() },
  capabilities = { workspace = { codeLens = { refreshSupport = true } } },
  handlers = {
    ['workspace/codeLens/refresh'] = function(_, _, context)
      require('redgreen').refresh_lenses(context.client_id)
      return vim.NIL
    end,
  },
}
