"""What the criteria editor asks of a text: faults, outline, help, the annex, results of scenarios, guided insertion.

Pure: text in, plain data out, in the offsets that a browser counts. The pages and the API only carry it.
"""
