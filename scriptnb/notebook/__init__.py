"""The only code that knows Jupyter: magics, card, status panel, explorer, dashboard.

ipywidgets is not imported before a widget is shown.
"""
