while True:
    try: q = np.zzzzzz
    except Exception: pass
