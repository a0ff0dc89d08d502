q = []
q.append(q)
dX = q
