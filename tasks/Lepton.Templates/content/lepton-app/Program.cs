using LeptonApp;

// HousePrice is generated from models/house-price.lock.yaml, which dotnet build writes when it has trained the model.
using var model = HousePrice.Load();
var answer = model.Predict(new HousePriceInput { Area = 80, Rooms = 3, District = "north" });
Console.WriteLine($"80 m2 with 3 rooms in the north: {answer.Price:N0} EUR");
