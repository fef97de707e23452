# What the command says by id.

label-error = error
label-warning = warning
label-note = note
