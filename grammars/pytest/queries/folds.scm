; SPDX-License-Identifier: MIT
[
  (section)
  (report)
  (captured)
  (group)
] @fold
