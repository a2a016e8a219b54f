using System.Reflection;
using System.Runtime.Intrinsics;
using Xunit.Sdk;

namespace EmbeddedSeq.InstructionSets;

/// <summary>
/// A test assembly as a program, which is what a child process can run with instruction sets switched off:
/// runs the named test classes. Exit code 0 if there were tests and all passed.
/// </summary>
internal static class TestProgram
{
    /// <param name="arguments">Widest registers that the processor may appear to have, in bits; names of test classes.</param>
    private static int Main(string[] arguments)
    {
        int allowed = int.Parse(arguments[0]), width = RegisterBits();
        if (width > allowed)
        {
            Console.Error.WriteLine($"Expected registers of at most {allowed} bits, found {width}.");
            return 1;
        }
        int passed = 0, failed = 0;
        foreach (Type type in arguments.Skip(1).Select(name => Type.GetType(name, throwOnError: true)!))
        {
            foreach ((MethodInfo test, object?[] values) in TestsOf(type))
            {
                try
                {
                    object instance = Activator.CreateInstance(type)!;
                    test.Invoke(instance, values);
                    (instance as IDisposable)?.Dispose();
                    passed++;
                }
                catch (TargetInvocationException e)
                {
                    Console.Error.WriteLine($"{type.Name}.{test.Name}({string.Join(", ", values)}): {e.InnerException}");
                    failed++;
                }
            }
        }
        Console.WriteLine($"{width} bits: {passed} passed, {failed} failed");
        return passed > 0 && failed == 0 ? 0 : 1;
    }

    private static IEnumerable<(MethodInfo Test, object?[] Values)> TestsOf(Type type) =>
        from test in type.GetMethods()
        where test.IsDefined(typeof(FactAttribute))
        from values in test.IsDefined(typeof(TheoryAttribute)) ? test.GetCustomAttributes<DataAttribute>().SelectMany(d => d.GetData(test)) : [[]]
        select (test, values);

    private static int RegisterBits() =>
        Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 0;
}
