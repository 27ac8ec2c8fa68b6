Feature: Money

  Background:
    Given an empty purse

  Scenario: Adds
    When I put in 2
    Then it holds 2

  Scenario: Rounds
    When I put in 2
    Then it holds 3

  Scenario: Converts
    When I convert it

  Scenario: Formats
    When I format it

  Scenario Outline: Holds
    When I put in <n>
    Then it holds <n>

    Examples:
      | n |
      | 1 |
      | 2 |
