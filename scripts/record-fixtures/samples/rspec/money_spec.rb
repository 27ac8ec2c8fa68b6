RSpec.describe 'money' do
  it('adds') { expect(2 + 3).to eq(5) }
  it('rounds half up') { expect(2.4.round).to eq(3) }
  it('converts', skip: 'no rates') {}
  it('formats')
  describe 'purse' do
    it('is empty') { expect([]).to be_empty }
  end
end
