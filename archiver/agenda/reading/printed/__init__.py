"""Agendas as they are printed: any document becomes lines, and lines become items."""
