"""The only code that knows Jupyter: magics, card, status panel, explorer, dashboard.

Nothing here loads ipywidgets before something live is shown.
"""
