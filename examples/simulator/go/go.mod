module example.com/local-cen

go 1.19
