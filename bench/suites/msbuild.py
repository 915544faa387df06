"""dotnet build with nothing to do: a project with models against the same project without."""
import os
import re
import statistics
import subprocess
import time
import zipfile
from measure import *
from workspaces import many_models

FEED = os.path.join(ROOT, "artifacts/packages")
BUILD = ["dotnet", "build", "-nologo", "--no-restore", "-v", "q"]
PAIRS = 31


def empty_sdk(folder):
    """A package with an SDK in it that does nothing: what any SDK costs."""
    os.makedirs(folder)
    with zipfile.ZipFile(os.path.join(folder, "Empty.Sdk.1.0.0.nupkg"), "w") as package:
        package.writestr("Empty.Sdk.nuspec", '<?xml version="1.0"?><package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd"><metadata><id>Empty.Sdk</id><version>1.0.0</version><authors>bench</authors><description>empty</description></metadata></package>')
        package.writestr("Sdk/Sdk.props", "<Project />")
        package.writestr("Sdk/Sdk.targets", "<Project />")


def project(folder, models, sdk=""):
    write(os.path.join(folder, "nuget.config"), f'<configuration><packageSources><clear /><add key="local" value="{FEED}" /><add key="empty" value="{folder}/../feed" /></packageSources><config><add key="globalPackagesFolder" value="{folder}/packages" /></config></configuration>')
    write(os.path.join(folder, "Directory.Build.props"), "<Project />")
    sdk = '<Sdk Name="Lepton.Sdk" Version="0.1.0" />' if models else sdk
    item = '<ItemGroup><LeptonModel Include="models/*.yaml" Exclude="models/*.lock.yaml" /></ItemGroup>' if models else ""
    write(os.path.join(folder, "app.csproj"), f'<Project Sdk="Microsoft.NET.Sdk">{sdk}<PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><RootNamespace>Shop</RootNamespace></PropertyGroup>{item}</Project>')
    write(os.path.join(folder, "Program.cs"), 'System.Console.WriteLine("hello");\n')


for count, bar in ((1, 40), (10, 60), (100, 150)):
    with Folder() as ws:
        one, other, empty = os.path.join(ws, "with"), os.path.join(ws, "without"), os.path.join(ws, "empty")
        os.makedirs(one)
        empty_sdk(os.path.join(ws, "feed"))
        many_models(one, count, max(1, count // 10))
        project(one, True)
        project(other, False)
        project(empty, False, '<Sdk Name="Empty.Sdk" Version="1.0.0" />')
        for folder in (one, other, empty):
            run(["dotnet", "build", "-nologo", "-v", "q"], folder)
            time.sleep(0.2)
            run(BUILD, folder)
            run(BUILD, folder)
        differences, plain, nothing = [], [], []
        for _ in range(PAIRS):
            a = run(BUILD, one)[0]
            b = run(BUILD, other)[0]
            differences.append(a - b)
            plain.append(b)
            nothing.append(run(BUILD, empty)[0] - b)
        print(f"{count} models: without {1000 * statistics.median(plain):.0f} ms, an empty SDK instead of Lepton's {1000 * statistics.median(nothing):.0f} ms more")
        show(f"no-op dotnet build with {count} models, above the same without", 1000 * statistics.median(differences), bar, "ms")
        if count == 100:
            path = os.path.join(one, "models/m7.yaml")
            write(path, re.sub("l2: [0-9.]+", "l2: 77", open(path).read()))
            output = run(["dotnet", "build", "-nologo", "--no-restore"], one)[2]
            trained = len(re.findall(r"train m\d+ done", output))
            show("models trained when one spec of 100 changed", trained, 1)
