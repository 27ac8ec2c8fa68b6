def price(amount, member)
  if member
    amount * 0.9
  else
    amount
  end
end

def refund(amount)
  -amount
end
