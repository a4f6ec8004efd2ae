-- SPDX-License-Identifier: MIT
-- What the server says and shows, so that nothing stands in the way: a message is one line, for a
-- longer one stops everything with "Press ENTER"; a text to edit does not take the test's window.
local M = {}

local LEVELS = { vim.log.levels.ERROR, vim.log.levels.WARN, vim.log.levels.INFO }
local COLOURS = { 'ErrorMsg', 'WarningMsg', 'None' } -- of the message area

---window/showMessage. What came of a command stands at the beginning, what to do next at the end: a
---long one loses its middle, and `:messages` has the whole of it.
---@param params lsp.ShowMessageParams
function M.on_message(params)
  local text = 'redgreen: ' .. params.message:gsub('%s+', ' ')
  if vim.fn.strdisplaywidth(text) <= vim.v.echospace then
    vim.notify(text, LEVELS[params.type] or vim.log.levels.INFO, { title = 'redgreen' })
    return
  end
  local kept = vim.o.shortmess
  vim.opt.shortmess:append('T')
  vim.cmd.echohl(COLOURS[params.type] or 'None')
  vim.cmd.echomsg(vim.fn.string(text))
  vim.cmd.echohl('None')
  vim.o.shortmess = kept
end

---A window for a text of a fix session: the one that has such a text, else a new one.
local function go_to_text_window()
  for _, window in ipairs(vim.api.nvim_tabpage_list_wins(0)) do
    local name = vim.api.nvim_buf_get_name(vim.api.nvim_win_get_buf(window))
    if name:find('/redgreen/sessions/', 1, true) and vim.endswith(name, '.md') then
      vim.api.nvim_set_current_win(window)
      return
    end
  end
  if vim.api.nvim_buf_get_name(0) ~= '' or vim.bo.modified then
    vim.cmd.split()
  end
end

---window/showDocument. A text to edit (the note of a session, a draft) comes in a window of its
---own; a place in the code, where the cursor is; a log, where it does not take the keyboard away.
---@param params lsp.ShowDocumentParams
---@param context lsp.HandlerContext
function M.on_document(params, context)
  if params.takeFocus and not params.external and not params.selection then
    go_to_text_window()
  end
  return vim.lsp.handlers['window/showDocument'](nil, params, context)
end

return M
