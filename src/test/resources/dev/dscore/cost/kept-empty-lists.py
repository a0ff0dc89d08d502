d={}
while True:
    d[len(d)]=[]
