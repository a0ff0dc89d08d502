s = 'a' * 1000000
while True:
    try: q = np.einsum(s, X)
    except Exception: pass
