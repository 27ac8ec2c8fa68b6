#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>

#include <stdexcept>

#include "money.hpp"

TEST_CASE("adds", "[sum]") {
    REQUIRE(add(2, 2) == 4);
}

TEST_CASE("shares", "[share]") {
    SECTION("among two") {
        REQUIRE(share(10, 2) == 5);
    }
    SECTION("among three") {
        REQUIRE(share(10, 3) == 4);
    }
}

TEST_CASE("throws", "[sum]") {
    throw std::runtime_error("the till is <empty>");
}
