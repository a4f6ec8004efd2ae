-- SPDX-License-Identifier: MIT
-- Lenses in Neovim 0.11, which shows them where it is told to: they follow edits, saves and the
-- server's word that something has changed. `grx` runs them, as it does in 0.12.
local M = {}

---workspace/codeLens/refresh: what can be done with a test has changed.
---@param client_id integer
function M.refresh(client_id)
  local client = vim.lsp.get_client_by_id(client_id)
  for buffer in pairs(client and client.attached_buffers or {}) do
    if vim.api.nvim_buf_is_loaded(buffer) then
      vim.lsp.codelens.refresh({ bufnr = buffer })
    end
  end
end

---@param buffer integer
function M.attach(buffer)
  local group = vim.api.nvim_create_augroup('redgreen.lenses', { clear = false })
  vim.api.nvim_clear_autocmds({ group = group, buffer = buffer })
  vim.api.nvim_create_autocmd({ 'BufEnter', 'InsertLeave', 'BufWritePost' }, {
    group = group,
    buffer = buffer,
    callback = function()
      vim.lsp.codelens.refresh({ bufnr = buffer })
    end,
  })
  if vim.fn.maparg('grx', 'n') == '' then
    vim.keymap.set('n', 'grx', vim.lsp.codelens.run, { buffer = buffer, desc = 'Run a code lens' })
  end
  vim.lsp.codelens.refresh({ bufnr = buffer })
end

return M
