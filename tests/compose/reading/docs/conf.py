"""A project whose documents ask for the language in every way while they are parsed."""

project = "Leaflet"
extensions = ["myst_parser", "sphinx.ext.ifconfig", "sphinx.ext.todo", "sphinx.ext.autosectionlabel"]
root_doc = "index"
smartquotes = True
todo_include_todos = True
autosectionlabel_prefix_document = True
html_theme = "basic"


def say_language(app, docname, source):
    if docname == "handled":
        source[0] = source[0].replace("@LANGUAGE@", app.config.language)


def setup(app):
    app.connect("source-read", say_language)
    return {"parallel_read_safe": True}
