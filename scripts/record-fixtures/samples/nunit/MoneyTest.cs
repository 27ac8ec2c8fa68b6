using NUnit.Framework;

namespace Money
{
    [TestFixture]
    public class MoneyTest
    {
        [Test]
        public void Adds() { Assert.AreEqual(4, 2 + 2); }

        [Test]
        public void Shares() { Assert.AreEqual(4, 10 / 3, "10 among <three>"); }

        [Test]
        public void Throws() { throw new System.InvalidOperationException("no till"); }

        [Test, Ignore("the till is closed")]
        public void Waits() { }

        [Test]
        public void CannotSay() { Assert.Inconclusive("nobody knows"); }

        [TestCase(1, 1)]
        [TestCase(2, 3)]
        public void Equal(int a, int b) { Assert.AreEqual(a, b); }
    }
}
