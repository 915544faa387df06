"""The generated predictor against ONNX Runtime's C API called straight."""
import os
import re
import shutil
from measure import *

FEED = os.path.join(ROOT, "artifacts/packages")

with Folder() as ws:
    for part in ("models", "data-specs", "data"):
        shutil.copytree(os.path.join(ROOT, part), os.path.join(ws, part), ignore=shutil.ignore_patterns("bin", "obj"))
    shutil.copy(os.path.join(ROOT, "lepton.yaml"), ws)
    lock = open(os.path.join(ws, "models/tumor-screening.lock.yaml")).read()
    columns = re.findall(r" name: (\w+)\n +nullable:", lock[lock.index("interface:"):])
    pascal = ["".join(w[0].upper() + w[1:] for w in c.split("_")) for c in columns]
    write(os.path.join(ws, "nuget.config"), f'<configuration><packageSources><clear /><add key="local" value="{FEED}" /></packageSources><config><add key="globalPackagesFolder" value="{ws}/packages" /></config></configuration>')
    write(os.path.join(ws, "Directory.Build.props"), "<Project />")
    write(os.path.join(ws, "app.csproj"), '<Project Sdk="Microsoft.NET.Sdk"><Sdk Name="Lepton.Sdk" Version="0.1.0" /><PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><RootNamespace>Shop</RootNamespace><AllowUnsafeBlocks>true</AllowUnsafeBlocks><ImplicitUsings>enable</ImplicitUsings></PropertyGroup><ItemGroup><LeptonModel Include="models/tumor-screening.yaml" /></ItemGroup></Project>')
    shutil.copy(os.path.join(ROOT, "bench/suites/predictor/Program.cs"), ws)
    make = ", ".join(f"{p} = 1 + ((i * {7 + k}) % 100) / 10f" for k, p in enumerate(pascal))
    put = " ".join(f"to[{k}][i] = row.{p};" for k, p in enumerate(pascal))
    write(os.path.join(ws, "Rows.cs"), f"using Shop; internal static unsafe class Rows {{ public static TumorScreeningInput Make(int i) => new() {{ {make} }}; public static void Put(in TumorScreeningInput row, float** to, int i) {{ {put} }} }}")
    run(["dotnet", "build", "-nologo", "-v", "q", "-c", "Release"], ws)
    one, direct, allocated, many, many_direct = map(float, run(["dotnet", os.path.join(ws, "bin/Release/net10.0/app.dll"), *columns], ws)[2].split())
    print(f"one row {one:.2f} us, straight {direct:.2f} us; 10,000 rows {many / 1000:.2f} ms, straight {many_direct / 1000:.2f} ms")
    show("Predict, against the C API", one / direct, 1.3, "x")
    show("Predict, bytes allocated", allocated, 200, "B")
    show("PredictBatch of 10,000 rows, against the C API", many / many_direct, 1.05, "x")
