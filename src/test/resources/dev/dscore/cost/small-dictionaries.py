l = [{} for i in range(1000000)]
