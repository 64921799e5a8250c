"""What commands print: tables that cut no figure, and lines. May import what `cli` may."""
