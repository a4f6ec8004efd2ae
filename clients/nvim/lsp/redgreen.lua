-- SPDX-License-Identifier: MIT
-- redgreen for Neovim 0.11 and later: put this folder on 'runtimepath', then
--   vim.lsp.enable('redgreen')
-- Everything is standard LSP; lua/redgreen/ adds lenses that refresh themselves, messages
-- of one line, a piece for the status line, call chain and the candidates as quickfix lists.

local MARKERS = { '.redgreen.json', '.git' }

-- A text that the server would have to be sent as one message. It reads a larger file from disk:
-- `:Redgreen explainLog`.
local MAX_TEXT_BYTES = 32 * 1024 * 1024

---Whether a buffer of data is what pytest writes for machines: JUnit's XML, or a report log.
---@param buffer integer
local function is_report(buffer)
  local head = table.concat(vim.api.nvim_buf_get_lines(buffer, 0, 5, false), '\n'):sub(1, 4096)
  return head:find('<testsuite', 1, true)
    or head:find('"$report_type"', 1, true)
    or head:find('"exitcode"', 1, true) ~= nil
end

---The folder that serves a buffer. Source files and logs belong to the repository around them; a
---log from elsewhere, or without a file, to the one that is worked on. Of Markdown only the drafts
---and notes of fix sessions are redgreen's business.
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
  if (filetype == 'xml' or filetype:find('^json')) and not is_report(buffer) then
    return
  end
  local root = vim.fs.root(buffer, MARKERS)
  if filetype ~= 'text' and filetype ~= 'log' then
    on_dir(root)
    return
  end
  local client = vim.lsp.get_clients({ name = 'redgreen' })[1]
  root = root or client and client.root_dir or vim.fs.root(vim.fn.getcwd(), MARKERS)
  local size = vim.api.nvim_buf_get_offset(buffer, vim.api.nvim_buf_line_count(buffer))
  if root and size <= MAX_TEXT_BYTES then
    on_dir(root)
  end
end

local handlers = {
  ['window/showMessage'] = function(_, params)
    require('redgreen.tell').on_message(params)
  end,
  ['window/showDocument'] = function(_, params, context)
    return require('redgreen.tell').on_document(params, context)
  end,
  ['redgreen/status'] = function(_, params, context)
    require('redgreen.status').on_status(params, context.client_id)
  end,
  ['workspace/executeCommand'] = function(err, result, context)
    require('redgreen').on_result(err, result, context)
    local global = vim.lsp.handlers['workspace/executeCommand']
    return global and global(err, result, context)
  end,
}
if not vim.lsp.codelens.enable then -- before Neovim 0.12, which refreshes by itself
  handlers['workspace/codeLens/refresh'] = function(_, _, context)
    require('redgreen.lenses').refresh(context.client_id)
    return vim.NIL
  end
end

---@type vim.lsp.Config
return {
  cmd = { 'redgreen', 'lsp' },
  filetypes = { 'python', 'c', 'cpp', 'cuda', 'log', 'text', 'markdown', 'xml', 'json', 'jsonl' },
  root_dir = root_dir,
  -- Neovim has no workspace trust: redgreen asks before it first runs a repository's code.
  init_options = { settings = vim.empty_dict(), status = true },
  capabilities = { workspace = { codeLens = { refreshSupport = true } } },
  on_exit = function(_, _, client_id)
    vim.schedule(function()
      require('redgreen.status').forget(client_id)
    end)
  end,
  handlers = handlers,
}
