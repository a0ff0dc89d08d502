d = {'a' * 1000000: 1}
while True:
    try: q = d['x']
    except KeyError: pass
