"""A page within a frame of a given width, with measure.js in it: frame.py PAGE.html WIDTH"""
import html
import os
import sys

page = open(sys.argv[1], encoding="utf-8").read()
script = open(os.path.join(os.path.dirname(__file__), "measure.js"), encoding="utf-8").read()
page = page.replace("</body>", f"<script>{script}</script></body>")
print(f'<!DOCTYPE html><body><iframe style="border:0;width:{sys.argv[2]}px;height:40000px"'
      f' srcdoc="{html.escape(page)}"></iframe></body>')
