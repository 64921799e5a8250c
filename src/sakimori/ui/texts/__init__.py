"""The wording of the interface: one module a page, each with `TEXTS`, a table from `page.key` to a `Text`."""
