"""dotnet build with nothing to do: a project with models against the same project without."""
import os
import re
import statistics
import subprocess
import time
from measure import *
from workspaces import many_models

FEED = os.path.join(ROOT, "artifacts/packages")
BUILD = ["dotnet", "build", "-nologo", "--no-restore", "-v", "q"]
PAIRS = 31


def project(folder, models):
    write(os.path.join(folder, "nuget.config"), f'<configuration><packageSources><clear /><add key="local" value="{FEED}" /></packageSources><config><add key="globalPackagesFolder" value="{folder}/packages" /></config></configuration>')
    write(os.path.join(folder, "Directory.Build.props"), "<Project />")
    sdk = '<Sdk Name="Lepton.Sdk" Version="0.1.0" />' if models else ""
    item = '<ItemGroup><LeptonModel Include="models/*.yaml" Exclude="models/*.lock.yaml" /></ItemGroup>' if models else ""
    write(os.path.join(folder, "app.csproj"), f'<Project Sdk="Microsoft.NET.Sdk">{sdk}<PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><RootNamespace>Shop</RootNamespace></PropertyGroup>{item}</Project>')
    write(os.path.join(folder, "Program.cs"), 'System.Console.WriteLine("hello");\n')


for count, bar in ((1, 40), (10, 60), (100, 150)):
    with Folder() as ws:
        one, other = os.path.join(ws, "with"), os.path.join(ws, "without")
        os.makedirs(one)
        many_models(one, count, max(1, count // 10))
        project(one, True)
        project(other, False)
        for folder in (one, other):
            run(["dotnet", "build", "-nologo", "-v", "q"], folder)
            time.sleep(0.2)
            run(BUILD, folder)
            run(BUILD, folder)
        differences, plain = [], []
        for _ in range(PAIRS):
            a = run(BUILD, one)[0]
            b = run(BUILD, other)[0]
            differences.append(a - b)
            plain.append(b)
        print(f"{count} models: without {1000 * statistics.median(plain):.0f} ms")
        show(f"no-op dotnet build with {count} models, above the same without", 1000 * statistics.median(differences), bar, "ms")
        if count == 100:
            path = os.path.join(one, "models/m7.yaml")
            write(path, re.sub("l2: [0-9.]+", "l2: 77", open(path).read()))
            output = run(["dotnet", "build", "-nologo", "--no-restore"], one)[2]
            trained = len(re.findall(r"train m\d+ done", output))
            show("models trained when one spec of 100 changed", trained, 1)
