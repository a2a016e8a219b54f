using EmbeddedSeq.Runtime.Decoding;

namespace EmbeddedSeq.Runtime.Tests.Decoding;

/// <summary>Every rule told as a story: s is a sound, . is quiet; behind the slash a letter or - for the blank.</summary>
public sealed class EndpointerTests
{
    private static readonly EndpointRules Rules = new(SilenceBeforeSpeech: 10, SilenceAfterSpeech: 4, FalseStart: 3);

    [Theory]
    [InlineData("..........|....", 10)] // Nobody speaks: the first rule, by the sound alone.
    [InlineData("..s/- s/a s/- ./- ./- ./- ./-", 9)] // Speech, then four quiet steps.
    [InlineData("s/a ./- s/a ./- ./- ./- ./-", 7)] // A short pause does not count.
    [InlineData("s/a ./- ./- ./a ./- ./-", 6)] // A letter may be late; half of the silence has to be without one.
    [InlineData("s/a ./- ./a ./- ./a ./a ./- ./a ./a", 9)] // A network that writes into silence is overruled after twice the silence.
    [InlineData("s/a s/- s/- s/- s/- s/- s/- s/- s/-", 9)] // So is a background as loud as speech.
    [InlineData("s/- s/- s/- s/- s/- s/- s/- s/- s/- s/-", 10)] // Loud, but nothing said: the first rule again.
    [InlineData("s/_ s/- s/- s/- s/- s/- s/- s/- s/- s/-", 10)] // A space is nothing either.
    public void An_utterance_ends(string story, int atStep)
    {
        var endpointer = Create(Rules);
        Assert.Equal(atStep, Steps(story.Replace("|", "", StringComparison.Ordinal)).ToList().FindIndex(s => Run(endpointer, s).Contains(EndpointEvent.End)) + 1);
        Assert.False(endpointer.IsOpen);
    }

    [Fact]
    public void A_sound_that_is_no_word_is_forgotten_and_the_next_begins_anew()
    {
        var endpointer = Create(Rules);
        EndpointEvent[] events = [.. Steps("..s/- ./- ./- ./- ..s/- s/a").SelectMany(s => Run(endpointer, s)).Where(e => e != EndpointEvent.None)];
        Assert.Equal([EndpointEvent.Begin, EndpointEvent.Forget, EndpointEvent.Begin], events);
    }

    [Fact]
    public void After_the_end_the_next_sound_begins_an_utterance()
    {
        var endpointer = Create(Rules);
        EndpointEvent[] events = [.. Steps("s/a ./- ./- ./- ./- ...s/b ./- ./- ./- ./-").SelectMany(s => Run(endpointer, s)).Where(e => e != EndpointEvent.None)];
        Assert.Equal([EndpointEvent.Begin, EndpointEvent.End, EndpointEvent.Begin, EndpointEvent.End], events);
    }

    [Fact]
    public void Without_rules_it_listens_from_the_start_and_nothing_ends_but_false_starts()
    {
        var endpointer = Create(new EndpointRules(EndpointRules.Never, EndpointRules.Never, FalseStart: 3));
        Assert.True(endpointer.IsOpen);
        EndpointEvent[] events = [.. Steps("./- ./- ./- .......s/a" + string.Concat(Enumerable.Repeat(" ./-", 50))).SelectMany(s => Run(endpointer, s)).Where(e => e != EndpointEvent.None)];
        Assert.Equal([EndpointEvent.Forget, EndpointEvent.Begin], events);
    }

    [Fact]
    public void A_network_that_answers_at_the_end_leaves_it_to_the_sound()
    {
        var endpointer = new Endpointer(Rules, [true, true, false], answersAtOnce: false);
        var events = new List<EndpointEvent>();
        foreach (char c in "..ss....")
        {
            events.Add(endpointer.Listen(c == 's'));
            if (endpointer.IsOpen) events.Add(endpointer.Hear([]));
        }
        Assert.Equal([EndpointEvent.Begin, EndpointEvent.End], events.Where(e => e != EndpointEvent.None));
        Assert.Equal(EndpointEvent.End, events[^1]);
    }

    private static Endpointer Create(EndpointRules rules) => new(rules, [true, true, false], answersAtOnce: true);

    // A closed endpointer is told the sound only, an open one the network's answer too.
    private static IEnumerable<EndpointEvent> Run(Endpointer endpointer, string step)
    {
        yield return endpointer.Listen(step[0] == 's');
        Assert.Equal(endpointer.IsOpen, step.Length > 1);
        if (endpointer.IsOpen) yield return endpointer.Hear(step[2] switch { '-' => [0, -9, -9], '_' => [-9, 0, -9], _ => [-9, -9, 0] });
    }

    private static IEnumerable<string> Steps(string story)
    {
        for (int i = 0; i < story.Length;)
        {
            if (story[i] == ' ') i++;
            else if (i + 1 < story.Length && story[i + 1] == '/') yield return story[i..(i += 3)];
            else yield return story[i..++i];
        }
    }
}
